using System.Net;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>Takes part and hears everything, but passes nothing on and answers no question about what it knows.</summary>
[Behaviour("silent", "A25: receives everything and passes nothing on.")]
internal sealed class Silent(AttackSurroundings my) : Attacker(my)
{
    protected override bool Sends(Packet packet, IPEndPoint to) => !IsActive || packet.Message
        is IntroductionRequest or IntroductionResponse or PunctureRequest or Puncture
        || (packet.Message is HalfBlockMessage { Block: var own } && own.PublicKey.Equals(MyKey));
}
