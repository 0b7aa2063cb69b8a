namespace EnerDatX.Node.Tests.Cli;

/// <summary>Answers of a node, as docs/API.md has them.</summary>
internal static class Canned
{
    public const string Asset = "EWaa11";
    public const string Seller = "cf64c86a6f41e400e7a7c62219189884c74ef361";
    public const string BidHash = "b1d0000000000000000000000000000000000000000000000000000000000000";

    public const string BidPlaced = $$$"""
        {"assets":{"first":{"amount":10,"type":"DUM1"},"second":{"amount":1,"type":"{{{Asset}}}"}},"timestamp":1768478400.125,
         "trader_id":"9619406fad510a1dc3a6355ebce63a5399ba96f4","order_number":4,"timeout":3600,"block_hash":"{{{BidHash}}}"}
        """;

    public static readonly string HeldBid = $$$"""
        {"trader_id":"{{{Seller}}}","order_number":4,"assets":{"first":{"amount":10,"type":"DUM1"},"second":{"amount":1,"type":"{{{Asset}}}"}},
         "reserved_quantity":0,"traded":0,"timeout":60,"timestamp":1768478400.0,"completed_timestamp":null,"is_ask":false,"cancelled":false,
         "status":"open","reason":"too much"}
        """;

    public static string Offer(long price, string currency = "DUM1", bool mine = false, string asset = Asset, string location = "NL-35", string? policy = null) => $$$"""
        {"asset":"{{{asset}}}","price":{{{price}}},"currency":"{{{currency}}}","licence":"copy","segments":1,
         "description":{"period_start":"2025-03-20T00:00:00Z","period_end":"2025-03-21T00:00:00Z","period_start_seconds":1742428800,
           "period_end_seconds":1742515200,"resolution":900,"channels":["import","export"],"rows":192,"quality_permille":987,
           "location":"{{{location}}}","source":"dsmr-p1","meter":"00ff"},
         "seller":{"public_key":"aa","trader_id":"{{{Seller}}}"},"seller_score":0.62,"below_policy":{{{(policy is null ? "false" : "true")}}},
         "policy_reason":{{{Text(policy)}}},"owner":"aa","mine":{{{(mine ? "true" : "false")}}},"order_number":1,
         "block_hash":"aa7c7af404000000000000000000000000000000000000000000000000000000",
         "offered":"2026-01-15T12:00:00.000Z","expires":"2026-01-15T13:00:00.000Z"}
        """;

    public static string List(params string[] items) => $"[{string.Join(',', items)}]";

    /// <param name="segments">What is there of each part, in order: payment, credit, delivery, receipt, refund, refund's credit.</param>
    public static string Trade(int[] segments, bool agreed = true, string status = "pending", string? ending = null, string? reason = null, string bid = BidHash)
    {
        var price = 10 / segments.Length;
        var parts = segments.Select((steps, index) => $$$"""
            {"index":{{{index}}},"price":{{{price}}},"state":"","payment":{{{Pair(steps, 0)}}},"delivery":{{{Pair(steps, 2)}}},"dispute":null,"refund":{{{Pair(steps, 4)}}},"reclaim":null}
            """);
        var paid = segments.Count(steps => Has(steps, 0) && !Has(steps, 5)) * price;
        return $$$"""
            {"id":"1249b7de05","side":"buyer","buyer":{"public_key":"bb","trader_id":"9619406fad510a1dc3a6355ebce63a5399ba96f4"},
             "seller":{"public_key":"aa","trader_id":"{{{Seller}}}"},"asset":"{{{Asset}}}","licence":"copy","currency":"DUM1","price":10,"paid":{{{paid}}},
             "started":"2026-01-15T12:00:00.000Z","deadline":"2026-01-15T12:10:00.000Z","status":"{{{status}}}","ending":{{{Text(ending)}}},
             "reason":{{{Text(reason)}}},"ask":"aa7c7af404","bid":"{{{bid}}}","init":{"proposal":"1249b7de05","agreement":{{{Text(agreed ? "f2e9be5ace" : null)}}}},
             "segments":[{{{string.Join(',', parts)}}}],"done":{"proposal":null,"agreement":null},"abort":{"proposal":null,"agreement":null}}
            """;
    }

    /// <summary>Steps of a part as a number for <see cref="Trade"/>.</summary>
    public static int Steps(params ReadOnlySpan<int> steps)
    {
        var set = 0;
        foreach (var step in steps)
        {
            set |= 1 << step;
        }

        return set;
    }

    private static bool Has(int steps, int step) => (steps & (1 << step)) != 0;

    private static string Pair(int steps, int first) =>
        $$"""{"proposal":{{Text(Has(steps, first) ? "aa" : null)}},"agreement":{{Text(Has(steps, first + 1) ? "bb" : null)}}}""";

    private static string Text(string? text) => text is null ? "null" : $"\"{text}\"";
}
