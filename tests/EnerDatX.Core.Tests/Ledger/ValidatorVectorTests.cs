using EnerDatX.Core.Evidence;
using System.Text.Json;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Tests.Ledger;

/// <summary>py-ipv8's verdicts: blocks.json, invalid.json, doublespend.json and chain.json, each case of each.</summary>
public sealed class ValidatorVectorTests
{
    /// <summary>The names of cases where py-ipv8 says otherwise, on purpose. docs/PROTOCOL.md says the same for everybody.</summary>
    private static readonly Dictionary<string, string> DeliberateDifferences = new(StringComparer.Ordinal)
    {
        ["broadcast tick"] = "a source stays valid however many links to it are held; py-ipv8 calls it invalid from the first link on (7 in chain.json)",
    };

    [Fact]
    public void Every_case_of_the_rules_gets_the_same_state_and_errors()
    {
        var cases = LedgerVectors.Load("invalid.json").Items("cases");
        Assert.Equal(57, cases.Count);
        var onWire = cases.FindAll(vector => vector.GetProperty("on_wire").GetBoolean());
        Assert.Equal(55, onWire.Count);
        foreach (var vector in onWire)
        {
            var ledger = LedgerOf(vector.Items("db").Select(LedgerVectors.Block));
            var verdict = HalfBlockValidator.Validate(vector.GetProperty("block").Block(), ledger);
            AssertVerdict(vector, verdict, vector.String("name"));
            Assert.Equal(vector.GetProperty("double_spends_rows").GetInt32(), DoubleSpent([verdict]).Count);
            Assert.All(verdict.Proofs, proof => Assert.True(proof.Verify()));
        }
    }

    [Fact]
    public void Blocks_are_judged_on_arrival_as_in_python()
    {
        var blocks = LedgerVectors.Load("blocks.json").Items("blocks");
        Assert.Equal(25, blocks.Count);
        var byHash = blocks.ToDictionary(vector => vector.String("hash"), LedgerVectors.Block);
        var withPredecessor = 0;
        foreach (var vector in blocks)
        {
            // The vector was made in a database with all of the signer's earlier half-blocks, some of which are not in the file.
            var block = vector.Block();
            var ledger = LedgerOf(byHash.Values.Where(other => other.PublicKey.Equals(block.PublicKey) && other.Sequence < block.Sequence));
            var verdict = HalfBlockValidator.Validate(block, ledger);
            Assert.Empty(verdict.Errors);
            Assert.Empty(verdict.Proofs);
            if (block.IsGenesis || ledger.Find(block.PreviousHash) is not null)
            {
                Assert.Equal(vector.String("validate_state_when_inserted"), verdict.StateName);
                withPredecessor++;
            }
        }

        Assert.Equal(19, withPredecessor);
    }

    [Fact]
    public void Every_conflict_is_caught_step_by_step()
    {
        var cases = LedgerVectors.Load("doublespend.json").Items("cases");
        Assert.Equal(30, cases.Count);
        foreach (var vector in cases)
        {
            var ledger = new MemoryLedger();
            var verdicts = new List<Verdict>();
            foreach (var step in vector.Items("steps"))
            {
                var block = step.GetProperty("block").Block();
                var verdict = HalfBlockValidator.Validate(block, ledger);
                verdicts.Add(verdict);
                AssertVerdict(step, verdict, vector.String("name"));
                var isFirst = ledger.Find(block.PublicKey, block.Sequence) is null;
                Assert.Equal(step.GetProperty("persisted").GetBoolean(), verdict.IsAcceptable && isFirst);
                Assert.Equal(step.GetProperty("double_spends_after").GetInt32(), DoubleSpent(verdicts).Count);
                if (verdict.IsAcceptable || verdict.Proofs.OfType<DoubleSpend>().Any())
                {
                    ledger.Append([block]);
                }
            }

            AssertTables(vector, ledger, verdicts);
        }
    }

    [Fact]
    public void A_whole_ledger_is_accepted_block_by_block_and_again_when_it_is_complete()
    {
        var vectors = LedgerVectors.Load("chain.json");
        var blocks = vectors.Items("blocks");
        Assert.Equal(222, blocks.Count);
        var ledger = new MemoryLedger();
        foreach (var vector in blocks)
        {
            var verdict = HalfBlockValidator.Validate(vector.Block(), ledger);
            Assert.Equal(vector.String("state_on_insert"), verdict.StateName);
            Assert.Empty(verdict.Errors);
            ledger.Append([vector.Block()]);
        }

        var differences = 0;
        foreach (var vector in blocks)
        {
            var verdict = HalfBlockValidator.Validate(vector.Block(), ledger);
            Assert.Empty(verdict.Proofs);
            if (DeliberateDifferences.ContainsKey(vector.String("note")) && vector.String("state_final") == "invalid")
            {
                Assert.Equal(ValidationState.Valid, verdict.State);
                differences++;
            }
            else
            {
                Assert.Equal(vector.String("state_final"), verdict.StateName);
                Assert.Equal(vector.Strings("errors_final"), verdict.Errors);
            }
        }

        Assert.Equal(7, differences);
    }

    private static MemoryLedger LedgerOf(IEnumerable<HalfBlock> blocks)
    {
        var ledger = new MemoryLedger();
        ledger.Append([.. blocks]);
        return ledger;
    }

    private static void AssertVerdict(JsonElement vector, Verdict verdict, string name)
    {
        Assert.True(vector.String("state") == verdict.StateName, $"{name}: {verdict.StateName}");
        Assert.Equal(vector.Strings("errors"), verdict.Errors);
    }

    private static void AssertTables(JsonElement vector, MemoryLedger ledger, List<Verdict> verdicts)
    {
        var spent = vector.Items("double_spends_table").Select(row => row.String("block_hash")).ToHashSet(StringComparer.Ordinal);
        Assert.True(spent.SetEquals(DoubleSpent(verdicts).Select(hash => hash.ToString())));
        foreach (var row in vector.Items("blocks_table"))
        {
            Assert.True(BlockHash.TryParse(row.String("hash"), out var hash));
            var block = ledger.Find(hash);
            Assert.NotNull(block);
            Assert.Equal(block, ledger.Find(block.PublicKey, block.Sequence));
        }

        foreach (var row in vector.Items("get_linked"))
        {
            Assert.True(BlockHash.TryParse(row.String("hash"), out var hash));
            var linked = ledger.LinkedTo(ledger.Find(hash)!).Select(block => block.Hash.ToString());
            Assert.Equal(row.Strings("all_linked"), linked);
        }
    }

    private static HashSet<BlockHash> DoubleSpent(IEnumerable<Verdict> verdicts) =>
        [.. verdicts.SelectMany(verdict => verdict.Proofs).OfType<DoubleSpend>().SelectMany(fraud => fraud.Halves.Select(half => half.Hash))];
}
