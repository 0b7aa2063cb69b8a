using System.CommandLine;
using System.Text.Json.Nodes;
using EnerDatX.Core.Market;

namespace EnerDatX.Node.Cli;

/// <summary><c>judge BUNDLE</c>: decides a dispute from a file alone, without a node.</summary>
public static class JudgeCommand
{
    /// <summary>Somebody is guilty.</summary>
    public const int Decided = 0;

    /// <summary>The file is no bundle, or cannot be read.</summary>
    public const int Refused = 1;

    /// <summary>It is a bundle, and it cannot be known from it who is wrong.</summary>
    public const int Undecided = 3;

    public static Command Create()
    {
        var file = new Argument<string>("bundle") { Description = "A file made by ./enerdatx market bundle; - is standard input." };
        var json = new Option<bool>("--json") { Description = "Print the verdict as JSON." };
        var command = new Command("judge", """
            Decide who is wrong in a disputed delivery. Everything is checked from the bytes of the file: signatures, links, commitments, key and
            ciphertext; whoever has the same file comes to the same verdict. No node and no network is needed.
            Verdicts: seller-wrong-key, seller-wrong-cid, seller-bad-payload, buyer-false-dispute, undecidable.
            Exit code: 0 somebody is guilty, 3 undecidable, 1 the file is no bundle.
            Example:
              ./enerdatx judge trade.dispute
            """) { file, json };
        command.SetAction(parsed => Judge(parsed.GetRequiredValue(file), parsed.GetValue(json), Screen.Of(parsed)));
        return command;
    }

    private static int Judge(string file, bool isJson, Screen screen)
    {
        try
        {
            using var input = Input.Open(file);
            if (!TryRead(input, out var bytes))
            {
                return screen.Refuse($"{file} is longer than any bundle: at most {DisputeBundle.MaxLength} bytes.");
            }

            if (!DisputeBundle.TryRead(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), out var bundle, out var refusal))
            {
                return screen.Refuse($"{file}: {refusal}.");
            }

            return Show(bundle, bundle.Judge(), isJson, screen);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return screen.Refuse(failure.Message);
        }
    }

    /// <summary>Reads no more than the longest bundle, whatever the file says of its length.</summary>
    private static bool TryRead(Stream input, out MemoryStream bytes)
    {
        bytes = new MemoryStream();
        var part = new byte[81_920];
        for (int length; (length = input.Read(part)) > 0;)
        {
            bytes.Write(part, 0, length);
            if (bytes.Length > DisputeBundle.MaxLength)
            {
                return false;
            }
        }

        return true;
    }

    private static int Show(DisputeBundle bundle, Judgement judgement, bool isJson, Screen screen)
    {
        var disputed = bundle.Disputed;
        if (isJson)
        {
            screen.Json(new JsonObject
            {
                ["verdict"] = judgement.Verdict.Name(),
                ["reason"] = judgement.Reason,
                ["guilty"] = judgement.Guilty?.ToHex(),
                ["seller"] = disputed.Seller.ToHex(),
                ["buyer"] = disputed.Buyer.ToHex(),
                ["network"] = bundle.Claim.Network,
                ["trade"] = disputed.Terms.Hash.ToString(),
                ["segment"] = bundle.Claim.Segment,
                ["delivery"] = disputed.Delivery.Hash.ToString(),
                ["dispute"] = disputed.Dispute.Hash.ToString(),
            }.ToJsonString());
        }
        else
        {
            screen.Say($"{judgement.Verdict.Name()}: {judgement.Reason}.");
            screen.Table(["field", "value"], new[]
            {
                ["guilty", judgement.Guilty is { } guilty ? $"{guilty.Mid}, the {(guilty.Equals(disputed.Seller) ? "seller" : "buyer")}" : "nobody, as far as can be known"],
                ["seller", disputed.Seller.ToHex()],
                ["buyer", disputed.Buyer.ToHex()],
                ["trade", disputed.Terms.Hash.ToString()],
                new[] { "segment", $"{bundle.Claim.Segment}" },
            });
        }

        return judgement.Guilty is null ? Undecided : Decided;
    }
}
