using System.Net;

namespace EnerDatX.Peer.Overlay;

/// <summary>A peer asks its transport to send one datagram. Sent by any actor of the peer to the network seam; never answered.</summary>
public sealed record SendDatagram(IPEndPoint To, ReadOnlyMemory<byte> Bytes);

/// <summary>One datagram came in, unchecked. Sent by the network seam to the peer's owner.</summary>
public sealed record DatagramReceived(IPEndPoint From, ReadOnlyMemory<byte> Bytes);
