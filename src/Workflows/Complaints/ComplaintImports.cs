using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Imports;

namespace ProcessSales.Workflows.Complaints;

/// <summary>Words that decide how grave a complaint is.</summary>
internal sealed class SeverityKeywordsImport : ImportKind
{
    public override string Name => "severity-keywords";

    public override IReadOnlyList<ImportColumn> Columns { get; } = [new("Word", true, "就医"), new("Severity", true, "A")];

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var known = await batch.Database.SeverityKeywords.ToDictionaryAsync(row => row.Word, cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, row.Text("Word", 40, required: false))), "Word");
        foreach (var row in batch.Rows)
        {
            var word = row.Text("Word", 40);
            if (word.Length == 0) continue;
            if (!known.TryGetValue(word, out var keyword))
            {
                keyword = new() { Word = word };
                known[word] = keyword;
                batch.Database.SeverityKeywords.Add(keyword);
            }

            keyword.Severity = row.Choice<Severity>("Severity");
        }
    }
}

/// <summary>Pieces of each article that were sold in a month, for complaints per million.</summary>
internal sealed class UnitsSoldImport : ImportKind
{
    public override string Name => "units-sold";

    public override IReadOnlyList<ImportColumn> Columns { get; } = [new("Product", true, "2000000000015"), new("Month", true, "2026-11"), new("Units", true, "120000")];

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var products = await batch.Database.Products.ToDictionaryAsync(row => row.Code, cancellationToken);
        var known = await batch.Database.UnitsSold.ToDictionaryAsync(row => (row.ProductCode, row.Month), cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, $"{row.Text("Product", 13, required: false)}/{row.Text("Month", 20, required: false)}")), "Product");
        foreach (var row in batch.Rows)
        {
            var product = row.Find("Product", products);
            var month = row.Month("Month");
            var units = row.Amount("Units", 0m, 1_000_000_000m);
            if (product is null) continue;
            if (!known.TryGetValue((product.Code, month), out var sold))
            {
                sold = new() { ProductCode = product.Code, Month = month };
                known[(product.Code, month)] = sold;
                batch.Database.UnitsSold.Add(sold);
            }

            sold.Units = units;
        }
    }
}
