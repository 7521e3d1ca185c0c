using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Visits;

/// <summary>What the company says of a band of shelf lives from a day on, instead of the default of domain.md 1.8.</summary>
public sealed class FreshnessTerm
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Longest shelf life of the band, days; 0 for all longer ones. One of the default's bands, or a band of its own.</summary>
    public int UpToDays { get; set; }

    /// <summary>First day on which it holds.</summary>
    public DateOnly From { get; set; }

    /// <summary>允收: largest part of the life that may be used at goods-in, such as <c>1/3</c>.</summary>
    public string ReceiptAge { get; set; } = "";

    /// <summary>预警: beyond this part of the life it is yellow, such as <c>2/3</c>.</summary>
    public string WarnAge { get; set; } = "";

    /// <summary>即期: days left at which it is orange.</summary>
    public int NearDays { get; set; }

    /// <summary>禁售: days left at which it is red.</summary>
    public int BlockDays { get; set; }

    /// <summary>Grows with every change made in a page.</summary>
    public int Version { get; set; }
}

/// <summary>The bands that hold on a day.</summary>
internal static class FreshnessTerms
{
    /// <summary>The default's bands, each replaced by the company's latest word on it.</summary>
    public static async Task<Freshness> OnAsync(ProcessSalesDb db, DateOnly day, CancellationToken cancellationToken)
    {
        var terms = await db.FreshnessTerms.AsNoTracking().Where(row => row.From <= day).ToListAsync(cancellationToken);
        return terms.Count == 0 ? Freshness.Default : new([.. terms.GroupBy(row => row.UpToDays).Select(band => band.MaxBy(row => row.From)!)
            .Select(row => new FreshnessRule(row.UpToDays == 0 ? null : row.UpToDays, Part(row.ReceiptAge)!.Value, Part(row.WarnAge)!.Value, row.NearDays, row.BlockDays))
            .Concat(Freshness.Default.Rules).DistinctBy(rule => rule.UpToDays).OrderBy(rule => rule.UpToDays ?? int.MaxValue)]);
    }

    /// <summary>Reads a part of a life such as <c>2/3</c>; null when it is none between 0 and 1.</summary>
    public static LifePart? Part(string text)
    {
        var parts = text.Split('/', StringSplitOptions.TrimEntries);
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var of) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var whole) && of > 0 && of <= whole && whole <= 100
            ? new(of, whole) : null;
    }
}

/// <summary>货龄规则. Directors and administrators keep them; everybody reads them.</summary>
internal sealed class FreshnessCards : CardKind<FreshnessTerm>
{
    private const int LongestLife = 3650;

    public override string Name => "freshness";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
        [new("UpToDays", false, "30"), new("From", true, "2026-12-01"), new("ReceiptAge", true, "1/4"), new("WarnAge", true, "1/2"), new("NearDays", true, "5"), new("BlockDays", true, "1")];

    public override IReadOnlyList<string> ListColumns { get; } = ["UpToDays", "From", "ReceiptAge", "WarnAge", "NearDays", "BlockDays"];

    public override IReadOnlyList<string> SortColumns { get; } = ["UpToDays", "From"];

    public override IReadOnlyList<string> KeyColumns { get; } = ["UpToDays", "From"];

    public override bool AllowedTo(Role role) => role is Role.Adm or Role.Dir;

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var known = (await db.FreshnessTerms.ToListAsync(cancellationToken)).ToDictionary(row => (row.UpToDays, row.From));
        RefuseTwins(batch.Rows.Select(row => (row, string.Join('/', KeyColumns.Select(column => row.Text(column, 40, false))))), "UpToDays");
        foreach (var row in batch.Rows)
        {
            var upTo = row.Filled("UpToDays") ? (int)row.Amount("UpToDays", 1m, LongestLife) : 0;
            var from = row.Date("From");
            var (receipt, warn) = (Part(row, "ReceiptAge"), Part(row, "WarnAge"));
            var near = (int)row.Amount("NearDays", 0m, upTo == 0 ? LongestLife : upTo);
            var block = (int)row.Amount("BlockDays", 0m, upTo == 0 ? LongestLife : upTo);
            if (block > near) row.Fault("BlockDays", "freshness.blockAfterNear");
            if (!known.TryGetValue((upTo, from), out var term))
            {
                term = new() { Id = Guid.CreateVersion7(), UpToDays = upTo, From = from };
                known[(upTo, from)] = term;
                db.FreshnessTerms.Add(term);
            }

            (term.ReceiptAge, term.WarnAge, term.NearDays, term.BlockDays) = (receipt, warn, near, block);
        }
    }

    protected override IQueryable<FreshnessTerm> Visible(ProcessSalesDb db, DataScope scope) => db.FreshnessTerms;

    protected override IQueryable<FreshnessTerm> Search(ProcessSalesDb db, IQueryable<FreshnessTerm> rows, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? rows.Where(row => row.UpToDays == days) : rows.Where(row => false);

    protected override IQueryable<FreshnessTerm> Sorted(ProcessSalesDb db, IQueryable<FreshnessTerm> rows, string column, bool down) => column == "From" ? By(rows, row => row.From, down) : By(rows, row => row.UpToDays == 0 ? LongestLife : row.UpToDays, down);

    protected override Task<IReadOnlyList<CardRow>> RowsAsync(ProcessSalesDb db, IReadOnlyList<FreshnessTerm> rows, Role role, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CardRow>>([.. rows.Select(row =>
        {
            var (upTo, from) = (row.UpToDays == 0 ? "" : CardNames.Text(row.UpToDays), CardNames.Text(row.From));
            return new CardRow(row.Id, $"{upTo}/{from}", row.UpToDays == 0 ? $"∞ · {from}" : $"≤ {upTo} · {from}", new Dictionary<string, string>
            {
                ["UpToDays"] = upTo, ["From"] = from, ["ReceiptAge"] = row.ReceiptAge, ["WarnAge"] = row.WarnAge, ["NearDays"] = CardNames.Text(row.NearDays), ["BlockDays"] = CardNames.Text(row.BlockDays),
            }, null, row.Version);
        })]);

    private static string Part(ImportRow row, string column)
    {
        var text = row.Text(column, 10);
        if (text.Length > 0 && FreshnessTerms.Part(text) is null) row.Fault(column, "freshness.part");
        return text;
    }
}

internal sealed class FreshnessTermTable : IEntityTypeConfiguration<FreshnessTerm>
{
    public void Configure(EntityTypeBuilder<FreshnessTerm> table)
    {
        table.Property(row => row.ReceiptAge).HasMaxLength(10);
        table.Property(row => row.WarnAge).HasMaxLength(10);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => new { row.UpToDays, row.From }).IsUnique();
    }
}
