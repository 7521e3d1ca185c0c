using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProcessSales.Workflows.Listings;

/// <summary>An article as applied for.</summary>
/// <param name="Replaces">EAN-13 of the article that goes for it; null for none.</param>
public sealed record PlannedArticle(string ProductCode, string? Replaces, decimal SupplyPrice, decimal RetailPrice, int MonthlyVolume, decimal UnitContribution, int FirstOrder);

/// <summary>A fee as applied for.</summary>
/// <param name="Type">One of <see cref="ListingFees"/>.</param>
/// <param name="Basis">line, sku, store or once: what the amount counts for.</param>
/// <param name="Amount">CNY incl. VAT for one of the basis.</param>
public sealed record PlannedFee(string Type, string Basis, decimal Amount);

/// <summary>A paper as applied for.</summary>
public sealed record PlannedPaper(string? ProductCode, string Kind, string Number, DateOnly? ExpiresOn);

/// <summary>One article in one store as applied for, with its part of the fees.</summary>
public sealed record PlannedLine(PlannedArticle Article, string StoreCode, decimal Fee);

/// <summary>What an application (form F-L1) says, read from its data. Missing parts are left out, so that an unfinished draft can be read too.</summary>
public sealed record ListingPlan(
    string? CustomerCode, IReadOnlyList<string> Stores, IReadOnlyList<PlannedArticle> Articles, IReadOnlyList<(string Product, string Store)> LeftOut,
    IReadOnlyList<PlannedFee> Fees, IReadOnlyList<PlannedPaper> Papers, Guid? BudgetLine, DateOnly? TargetShelfOn)
{
    /// <summary>Reads the data of a case.</summary>
    public static ListingPlan Read(JsonObject data) => new(
        Text(data["chain"], "id"),
        [.. Rows(data, "stores").Select(row => Text(row["store"], "id")).OfType<string>()],
        [.. Rows(data, "skus").Where(row => Text(row["product"], "id") is not null).Select(row => new PlannedArticle(
            Text(row["product"], "id")!, Text(row["replaces"], "id"), Number(row["supplyPrice"]) ?? 0m, Number(row["retailPrice"]) ?? 0m, (int)(Number(row["monthlyVolume"]) ?? 0m),
            Number(row["unitContribution"]) ?? 0m, (int)(Number(row["firstOrder"]) ?? 0m)))],
        [.. Rows(data, "exceptions").Select(row => (Text(row["product"], "id") ?? "", Text(row["store"], "id") ?? ""))],
        [.. Rows(data, "fees").Select(row => new PlannedFee(Text(row["type"]) ?? "", Text(row["basis"]) ?? "once", Number(row["amount"]) ?? 0m))],
        [.. Rows(data, "papers").Select(row => new PlannedPaper(Text(row["product"], "id"), Text(row["kind"]) ?? "", Text(row["number"]) ?? "", Date(row["expiresOn"])))],
        Guid.TryParse(Text(data["budgetLine"], "id"), out var line) ? line : null,
        Date(data["targetShelf"]));

    /// <summary>Every article in every store but those left out, each with its part of the fees; the parts add up to the total to the cent.</summary>
    public IReadOnlyList<PlannedLine> Lines()
    {
        var leftOut = LeftOut.ToHashSet();
        var lines = Stores.SelectMany(store => Articles.Where(article => !leftOut.Contains((article.ProductCode, store))).Select(article => new PlannedLine(article, store, 0m))).ToArray();
        foreach (var fee in Fees)
        {
            switch (fee.Basis)
            {
                case "line": Share(lines, fee.Amount * lines.Length, _ => true); break;
                case "sku": foreach (var article in Articles) Share(lines, fee.Amount, line => line.Article == article); break;
                case "store": foreach (var store in Stores) Share(lines, fee.Amount, line => line.StoreCode == store); break;
                default: Share(lines, fee.Amount, _ => true); break;
            }
        }

        return lines;
    }

    // Cents that do not divide go to the first lines, so that nothing is lost.
    private static void Share(PlannedLine[] lines, decimal amount, Func<PlannedLine, bool> takes)
    {
        var places = Enumerable.Range(0, lines.Length).Where(place => takes(lines[place])).ToList();
        if (places.Count == 0) return;
        var part = Math.Floor(amount * 100m / places.Count) / 100m;
        var cents = (int)((amount - (part * places.Count)) * 100m);
        for (var i = 0; i < places.Count; i++) lines[places[i]] = lines[places[i]] with { Fee = lines[places[i]].Fee + part + (i < cents ? 0.01m : 0m) };
    }

    private static IEnumerable<JsonObject> Rows(JsonObject data, string name) => data[name] is JsonArray rows ? rows.OfType<JsonObject>() : [];

    private static string? Text(JsonNode? node, string? member = null) =>
        (member is not null && node is JsonObject holder ? holder[member] : node) is JsonValue value && value.ToString() is { Length: > 0 } text ? text : null;

    private static decimal? Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateOnly? Date(JsonNode? node) => DateOnly.TryParseExact(Text(node), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}

/// <summary>The fee types of listings and what the clean-up of 2012 says of them (domain.md 2.3, compliance check).</summary>
public static class ListingFees
{
    /// <summary>Allowed with contract, service period and invoice.</summary>
    public static IReadOnlyList<string> Allowed { get; } = ["service", "display", "dm", "pile"];

    /// <summary>条码费、开户费、节庆费、店庆费、新店开业费、搬运费、无条件返利: named unlawful, so that finance must write why.</summary>
    public static IReadOnlyList<string> Named { get; } = ["barcode", "account", "festival", "anniversary", "opening", "carrying", "rebate"];

    /// <summary>What contracts call a fee of this type; the type itself when they have no other word.</summary>
    public static IReadOnlyList<string> InContracts(string type) => type switch
    {
        "barcode" => ["barcode", "new-item"],
        "service" => ["service", "new-item", "promoter"],
        "pile" => ["pile", "display"],
        "festival" or "anniversary" => [type, "holiday"],
        _ => [type],
    };
}

/// <summary>Money vectors of listings (domain.md 6.3).</summary>
public static class ListingFigures
{
    /// <summary>Months until the fee has come back: fee ÷ (pieces a month × contribution of a piece), one decimal; null without fee or contribution.</summary>
    public static decimal? Payback(decimal fee, decimal monthlyPieces, decimal unitContribution) =>
        fee > 0m && monthlyPieces * unitContribution > 0m ? Math.Round(fee / (monthlyPieces * unitContribution), 1, MidpointRounding.AwayFromZero) : null;

    /// <summary>What a line's trial contributed a month, CNY, so that trials of different lengths can be added; 0 before it came to the shelf.</summary>
    public static decimal Monthly(ListingLine line) =>
        line is { ShelfOn: { } shelf, SoldQuantity: { } sold } ? Math.Round(sold * line.UnitContribution * 30m / Math.Max(1, line.StateOn.DayNumber - shelf.DayNumber), 2) : 0m;

    /// <summary>Pieces that the plan expects within so many days of a trial; a month counts 30 days.</summary>
    public static decimal PlannedBy(int monthlyPieces, int days) => monthlyPieces * days / 30m;

    /// <summary>The store's margin: (retail − supply) ÷ retail, both including VAT; null without a retail price.</summary>
    public static decimal? Margin(decimal supply, decimal retail) => retail > 0m ? Math.Round((retail - supply) / retail, 4, MidpointRounding.AwayFromZero) : null;
}
