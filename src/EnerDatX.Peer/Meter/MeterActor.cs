using System.Text;
using Akka.Actor;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Market;
using EnerDatX.Core.Metering;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Vault;

namespace EnerDatX.Peer.Meter;

/// <summary>User → meter: make a dataset of a meter's file. Answered with <see cref="MeterImported"/> or <see cref="ImportRefused"/>.</summary>
/// <param name="MeterId">Which meter, where the file has several; null for the only one.</param>
/// <param name="Location">As coarse as the owner likes; public in offers.</param>
/// <param name="ResolutionSeconds">Length of a regular row.</param>
/// <param name="Segments">N: each is paid and opened by itself.</param>
/// <param name="KeepsOriginal">Whether the file itself goes along, for the buyer.</param>
public sealed record ImportMeter(byte[] File, string? MeterId, string Location, string TimeZone, int ResolutionSeconds, int Segments, bool KeepsOriginal);

/// <summary>Meter → user: stored and ready to be offered.</summary>
/// <param name="PlaintextSha256">SHA-256 of each segment's encoded plaintext, in order.</param>
public sealed record MeterImported(DatasetRecord Record, IReadOnlyList<Digest> PlaintextSha256, IReadOnlyList<string> Warnings);

/// <summary>Meter → user: nothing was stored.</summary>
public sealed record ImportRefused(string Reason);

/// <summary>Telegrams → readings → datasets: reads a file, seals what it says, and hands it to the vault.</summary>
public sealed class MeterActor : ReceiveActor
{
    private const string PseudonymPurpose = "enerdatx/meter/v1";

    private readonly PeerSurroundings _peer;
    private readonly IActorRef _book;
    private readonly Queue<(IActorRef Asker, MeterImported Answer)> _saving = new();

    public MeterActor(PeerSurroundings peer, IActorRef book)
    {
        _peer = peer;
        _book = book;
        Receive<ImportMeter>(Import);
        Receive<DatasetSaved>(saved =>
        {
            var (asker, answer) = _saving.Dequeue();
            _book.Tell(new DatasetKept(saved.Record));
            asker.Tell(answer);
        });
        Receive<NotKept>(refused => _saving.Dequeue().Asker.Tell(new ImportRefused(refused.Reason)));
    }

    private void Import(ImportMeter import)
    {
        if (!TryPack(import, out var dataset, out var warnings, out var refusal))
        {
            Sender.Tell(new ImportRefused(refusal));
            return;
        }

        var nowMs = Context.System.Scheduler.Now.ToUnixTimeMilliseconds();
        var made = SealedDataset.Seal(dataset, _peer.Self, import.Segments, import.Location, _peer.RandomBytes, nowMs);
        _saving.Enqueue((Sender, new MeterImported(made.Record, made.PlaintextSha256, warnings)));
        _peer.Vault.Tell(new StoreSealed(made));
    }

    private bool TryPack(ImportMeter import, out Dataset dataset, out IReadOnlyList<string> warnings, out string refusal)
    {
        dataset = null!;
        warnings = [];
        if (Refusal(import) is { } reason)
        {
            refusal = reason;
            return false;
        }

        if (!MeterFile.TryRead(import.File, out var file, out var fault))
        {
            refusal = fault;
            return false;
        }

        var meters = file.Meters().Where(m => import.MeterId is null || m.MeterId == import.MeterId).ToList();
        if (meters.Count != 1)
        {
            refusal = meters.Count == 0
                ? $"the file has no meter {import.MeterId}"
                : $"the file has several meters; name one of {string.Join(", ", meters.Select(m => m.MeterId))}";
            return false;
        }

        return TryPack(import, file, meters[0], out dataset, out warnings, out refusal);
    }

    private bool TryPack(
        ImportMeter import, MeterFile file, MeterCounts meter, out Dataset dataset, out IReadOnlyList<string> warnings, out string refusal)
    {
        var intervals = Intervals.FromRegisters(meter.Registers, import.ResolutionSeconds);
        warnings = [.. file.Warnings, .. intervals.Warnings];
        if (intervals.Readings.Count == 0)
        {
            dataset = null!;
            refusal = string.Join("; ", (string[])["no interval can be made of this file: it takes counts of at least two moments of one meter", .. warnings]);
            return false;
        }

        var ownerSalt = _peer.Key.DeriveX25519(PseudonymPurpose, Encoding.UTF8.GetBytes(meter.MeterId ?? string.Empty));
        var pseudonym = MeterPseudonym.Of(ownerSalt, [meter.MeterId ?? string.Empty]);
        var header = new DatasetHeader(pseudonym, import.TimeZone, import.ResolutionSeconds, file.Format);
        if (!Dataset.TryPack(header, intervals.Readings, _peer.RandomBytes, import.KeepsOriginal ? import.File : [], out var packed, out var reason))
        {
            dataset = null!;
            refusal = reason;
            return false;
        }

        dataset = packed;
        var starts = packed.Rows.Select(r => r.Reading.Start).Distinct().Count();
        refusal = import.Segments > starts ? $"{import.Segments} segments of {starts} readings: at most one segment per reading" : string.Empty;
        return refusal.Length == 0;
    }

    private static string? Refusal(ImportMeter import) =>
        !Intervals.IsResolution(import.ResolutionSeconds) ? $"{import.ResolutionSeconds} s is no resolution: a divisor of a day, from 60 s on"
        : import.Segments is < 1 or > Offer.MaxSegments ? $"a dataset has 1 to {Offer.MaxSegments} segments"
        : import.Location.Length > 64 ? "the location is longer than 64 characters"
        : null;
}
