using EnerDatX.Core.Ledger;
using EnerDatX.Peer;

namespace EnerDatX.Node.Http;

/// <summary>How the latest trades ended, as the peer told: some endings leave no half-block.</summary>
internal sealed class TradeEndings
{
    /// <summary>A trade that ended longer ago is shown by its half-blocks alone.</summary>
    private const int Max = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<BlockHash, MarketEvent.TradeEnded> _endings = [];
    private readonly Queue<BlockHash> _oldestFirst = new();

    public void Remember(MarketEvent.TradeEnded ended)
    {
        lock (_gate)
        {
            if (_endings.TryAdd(ended.Trade.Id, ended))
            {
                _oldestFirst.Enqueue(ended.Trade.Id);
            }
            else
            {
                _endings[ended.Trade.Id] = ended;
            }

            if (_oldestFirst.Count > Max)
            {
                _endings.Remove(_oldestFirst.Dequeue());
            }
        }
    }

    public MarketEvent.TradeEnded? Find(BlockHash trade)
    {
        lock (_gate)
        {
            return _endings.GetValueOrDefault(trade);
        }
    }
}
