using Akka.Actor;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Market;
using EnerDatX.Peer;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Vault;

namespace EnerDatX.Node.Http;

/// <summary>Asks the node's actors; a node that does not answer in time is busy (<see cref="ErrorAnswers"/>).</summary>
/// <param name="patience">How long one answer may take.</param>
internal sealed class NodeQuestions(NodeView view, TimeSpan patience)
{
    public NodeView View => view;

    /// <summary>The peer's clock, milliseconds since 1970.</summary>
    public long NowMs => view.System.Scheduler.Now.ToUnixTimeMilliseconds();

    public Task<T> Peer<T>(object question) => view.Peer.Ask<T>(question, patience);

    /// <summary>For work that takes its time: a large meter file.</summary>
    public Task<T> Peer<T>(object question, TimeSpan longer) => view.Peer.Ask<T>(question, longer);

    public Task<Wallet> Wallet() => Peer<Wallet>(ReadWallet.Now);

    public async Task<IReadOnlyList<Trade>> Trades() => (await Peer<TradesRead>(ReadTrades.Now)).Trades;

    public async Task<IReadOnlyList<DatasetRecord>> Datasets() =>
        (await view.Vault.Ask<DatasetsListed>(ListDatasets.Now, patience)).Records;

    public async Task<DatasetRecord?> Dataset(string asset) =>
        DatasetRecord.IsAssetId(asset) ? (await view.Vault.Ask<DatasetFound>(new FindDataset(asset), patience)).Record : null;

    /// <summary>A segment's ciphertext; null when it is not held.</summary>
    public async Task<byte[]?> Payload(DatasetSegment segment) =>
        Cid.TryParse(segment.Cid, out var cid) ? await Content(cid, segment.PayloadBytes) : null;

    /// <summary>Null when it is not held.</summary>
    public async Task<byte[]?> Content(Cid cid, long maxBytes) =>
        (await view.Vault.Ask<ContentRead>(new ReadContent(cid, maxBytes), patience)).Content;
}
