using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using static ProcessSales.Workflows.Cards.CardNames;

namespace ProcessSales.Workflows.Material;

/// <summary>助销物料与赠品. A stock that a file or card names is a count: what differs from the books is noted as a movement of its own.</summary>
internal sealed class MaterialCards : CardKind<MaterialItem>
{
    public override string Name => "material";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
        [new("Code", true, "POSM-A1"), new("Name", true, "海报A1"), new("NameEn", true, "Poster A1"), new("Kind", true, "Posm"), new("UnitCost", false, "3.50"), new("Stock", false, "200"), new("Active", false, "true")];

    public override IReadOnlyList<string> ListColumns { get; } = ["Code", "Name", "Kind", "Stock", "UnitCost"];

    public override IReadOnlyList<string> SortColumns { get; } = ["Code", "Name", "Stock"];

    public override IReadOnlyList<string> KeyColumns { get; } = ["Code"];

    public override bool AllowedTo(Role role) => role is Role.Adm or Role.Dir or Role.Log;

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var known = await db.MaterialItems.ToDictionaryAsync(row => row.Code, cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, row.Text("Code", 40, false))), "Code");
        foreach (var row in batch.Rows)
        {
            var code = row.Text("Code", 40);
            if (code.Length == 0) continue;
            if (!known.TryGetValue(code, out var item))
            {
                item = new() { Id = Guid.CreateVersion7(), Code = code };
                known[code] = item;
                db.MaterialItems.Add(item);
            }

            item.Name = row.Text("Name", 100);
            item.NameEn = row.Text("NameEn", 100);
            item.Kind = row.Choice<MaterialKind>("Kind");
            if (row.Filled("UnitCost")) item.UnitCost = row.Amount("UnitCost", 0m, 100_000m);
            if (row.Filled("Active")) item.Active = row.Flag("Active");
            if (!row.Filled("Stock")) continue;
            var counted = (int)row.Amount("Stock", 0m, 10_000_000m);
            if (counted == item.Stock) continue;
            db.MaterialEntries.Add(new() { Id = Guid.CreateVersion7(), Key = $"{batch.Key}/{code}", ItemId = item.Id, Move = MaterialMove.In, Quantity = counted - item.Stock, At = batch.At, ById = batch.Person });
            item.Stock = counted;
        }
    }

    protected override IQueryable<MaterialItem> Visible(ProcessSalesDb db, DataScope scope) => db.MaterialItems;

    protected override IQueryable<MaterialItem> Search(ProcessSalesDb db, IQueryable<MaterialItem> rows, string text) => rows.Where(row => row.Code.Contains(text) || row.Name.Contains(text) || row.NameEn.Contains(text));

    protected override IQueryable<MaterialItem> Sorted(ProcessSalesDb db, IQueryable<MaterialItem> rows, string column, bool down) => column switch
    {
        "Name" => By(rows, row => row.Name, down),
        "Stock" => By(rows, row => row.Stock, down),
        _ => By(rows, row => row.Code, down),
    };

    protected override Task<IReadOnlyList<CardRow>> RowsAsync(ProcessSalesDb db, IReadOnlyList<MaterialItem> rows, Role role, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<CardRow>>([.. rows.Select(row => new CardRow(row.Id, row.Code, row.Name, new Dictionary<string, string>
    {
        ["Code"] = row.Code, ["Name"] = row.Name, ["NameEn"] = row.NameEn, ["Kind"] = row.Kind.ToString(), ["UnitCost"] = Text(row.UnitCost), ["Stock"] = Text(row.Stock), ["Active"] = Text(row.Active),
    }, null, row.Version))]);
}
