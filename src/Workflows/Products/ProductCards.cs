using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using static ProcessSales.Workflows.Cards.CardNames;

namespace ProcessSales.Workflows.Products;

/// <summary>产品卡. The margin is for finance alone: others neither see nor set it.</summary>
internal sealed class ProductCards : CardKind<Product>
{
    public override string Name => "products";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("Code", true, "2000000000015"), new("Name", true, "原味苏打饼干 400g"), new("NameEn", true, "Soda crackers 400 g"), new("CasePack", true, "12"), new("ShelfLife", true, "12"),
        new("ShelfLifeUnit", true, "Months"), new("SupplyPrice", true, "9.80"), new("RetailPrice", true, "13.90"), new("FloorPrice", true, "8.80"),
        new("Spec", false, "400 g"), new("Storage", false, "Ambient"), new("Margin", false, ""), new("LaunchedOn", false, "2024-03-01"), new("Active", false, "true"), new("Group", false, "饼干"),
    ];

    public override IReadOnlyList<string> ListColumns { get; } = ["Code", "Name", "Group", "Spec", "CasePack", "SupplyPrice", "RetailPrice", "FloorPrice"];

    public override IReadOnlyList<string> SortColumns { get; } = ["Code", "Name", "Group", "SupplyPrice", "RetailPrice"];

    public override IReadOnlyList<string> KeyColumns { get; } = ["Code"];

    public override bool Verified => true;

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var known = await batch.Database.Products.ToDictionaryAsync(product => product.Code, cancellationToken);
        var finance = batch.Person is not { } person || await batch.Database.Users.AnyAsync(row => row.Id == person && (row.Role == Role.FinAr || row.Role == Role.FinEx || row.Role == Role.FinM), cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, row.Text("Code", 13, required: false))), "Code");
        foreach (var row in batch.Rows)
        {
            var code = row.Text("Code", 13);
            if (code.Length == 0) continue;
            if (!MasterData.IsEan13(code)) row.Fault("Code", "product.ean");
            if (!known.TryGetValue(code, out var product))
            {
                product = new() { Id = Guid.CreateVersion7(), Code = code };
                known[code] = product;
                batch.Database.Products.Add(product);
            }

            product.Name = row.Text("Name", 200);
            product.NameEn = row.Text("NameEn", 200);
            product.CasePack = (int)row.Amount("CasePack", 1m, 10_000m);
            product.ShelfLife = (int)row.Amount("ShelfLife", 1m, 10_000m);
            product.ShelfLifeUnit = row.Choice<ShelfLifeUnit>("ShelfLifeUnit");
            product.SupplyPrice = row.Amount("SupplyPrice", 0.01m, 1_000_000m);
            product.RetailPrice = row.Amount("RetailPrice", 0.01m, 1_000_000m);
            product.FloorPrice = row.Amount("FloorPrice", 0m, 1_000_000m);
            if (row.Has("Group")) product.Group = row.Text("Group", ProductTable.LongestGroup, required: false);
            if (row.Has("Spec")) product.Spec = row.Text("Spec", 60, required: false);
            if (row.Filled("Storage")) product.Storage = row.Choice<StorageKind>("Storage");
            if (row.Has("LaunchedOn")) product.LaunchedOn = row.Filled("LaunchedOn") ? row.Date("LaunchedOn") : null;
            if (row.Filled("Active")) product.Active = row.Flag("Active");
            if (!row.Filled("Margin")) continue;
            if (finance) product.Margin = row.OptionalNumber("Margin", -1m, 1m);
            else row.Fault("Margin", "product.marginFinance");
        }
    }

    protected override IQueryable<Product> Visible(ProcessSalesDb db, DataScope scope) => db.Products;

    protected override IQueryable<Product> Search(ProcessSalesDb db, IQueryable<Product> rows, string text) => ProductRange.Found(db, rows, text);

    protected override IQueryable<Product> Sorted(ProcessSalesDb db, IQueryable<Product> rows, string column, bool down) => column switch
    {
        "Name" => By(rows, row => row.Name, down),
        "Group" => By(rows, row => row.Group, down),
        "SupplyPrice" => By(rows, row => row.SupplyPrice, down),
        "RetailPrice" => By(rows, row => row.RetailPrice, down),
        _ => By(rows, row => row.Code, down),
    };

    protected override Task<IReadOnlyList<CardRow>> RowsAsync(ProcessSalesDb db, IReadOnlyList<Product> rows, Role role, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<CardRow>>([.. rows.Select(row =>
    {
        var cells = new Dictionary<string, string>
        {
            ["Code"] = row.Code, ["Name"] = row.Name, ["NameEn"] = row.NameEn, ["CasePack"] = Text(row.CasePack), ["ShelfLife"] = Text(row.ShelfLife), ["ShelfLifeUnit"] = row.ShelfLifeUnit.ToString(),
            ["SupplyPrice"] = Text(row.SupplyPrice), ["RetailPrice"] = Text(row.RetailPrice), ["FloorPrice"] = Text(row.FloorPrice), ["Spec"] = row.Spec, ["Storage"] = row.Storage.ToString(),
        };
        if (role.Access() == AccessLevel.Finance) cells["Margin"] = Text(row.Margin);
        cells["LaunchedOn"] = Text(row.LaunchedOn);
        cells["Active"] = Text(row.Active);
        cells["Group"] = row.Group;
        return new CardRow(row.Id, row.Code, row.Name, cells, row.VerifiedOn, row.Version);
    })]);
}
