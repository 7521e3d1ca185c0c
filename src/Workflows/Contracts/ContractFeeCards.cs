using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using static ProcessSales.Workflows.Cards.CardNames;

namespace ProcessSales.Workflows.Contracts;

/// <summary>合同费用: what a contract grants the chain. Kinds that the law looks at must name their clause (domain.md 0, finding 10).</summary>
internal sealed class ContractFeeCards : CardKind<ContractFee>
{
    private static readonly string[] FeeTypes = ["display", "dm", "price-off", "sampling", "promoter", "gift", "service", "other", .. ContractFee.RiskyTypes];

    public override string Name => "contract-fees";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
        [new("Contract", true, "HT-C01-01"), new("FeeType", true, "display"), new("Base", true, "StoreSlot"), new("Amount", true, "3000"), new("Clause", false, "第 5.3 条"), new("InvoiceKind", true, "VatSpecial"), new("Remove", false, "")];

    public override IReadOnlyList<string> ListColumns { get; } = ["FeeType", "Contract", "Base", "Amount", "Clause", "InvoiceKind"];

    public override IReadOnlyList<string> SortColumns { get; } = ["FeeType", "Contract", "Amount"];

    public override IReadOnlyList<string> KeyColumns { get; } = ["Contract", "FeeType", "Base"];

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var contracts = await db.Contracts.ToDictionaryAsync(row => row.Number, cancellationToken);
        var known = (await db.ContractFees.ToListAsync(cancellationToken)).GroupBy(row => (row.ContractId, row.FeeType, row.Base)).ToDictionary(group => group.Key, group => group.First());
        RefuseTwins(batch.Rows.Select(row => (row, $"{row.Text("Contract", 60, false)}/{row.Text("FeeType", 40, false)}/{row.Text("Base", 40, false)}")), "FeeType");
        foreach (var row in batch.Rows)
        {
            var contract = row.Find("Contract", contracts);
            var type = row.Text("FeeType", 40);
            var basis = row.Choice<FeeBase>("Base");
            if (type.Length > 0 && !FeeTypes.Contains(type)) row.Fault("FeeType", "field.notOneOf", string.Join(", ", FeeTypes));
            if (contract is null || type.Length == 0) continue;
            var there = known.TryGetValue((contract.Id, type, basis), out var fee);
            if (row.Flag("Remove"))
            {
                if (there) db.ContractFees.Remove(fee!);
                continue;
            }

            if (!there)
            {
                fee = new() { Id = Guid.CreateVersion7(), ContractId = contract.Id, FeeType = type, Base = basis };
                known[(contract.Id, type, basis)] = fee;
                db.ContractFees.Add(fee);
            }

            fee!.Amount = row.Amount("Amount", 0m, basis == FeeBase.Sales ? 1m : 100_000_000m);
            fee.Clause = row.Text("Clause", 100, required: fee.IsRisky);
            fee.InvoiceKind = row.Choice<InvoiceKind>("InvoiceKind");
        }
    }

    protected override IQueryable<ContractFee> Visible(ProcessSalesDb db, DataScope scope)
    {
        var customers = scope.Customers(db).Select(row => row.Id);
        return db.ContractFees.Where(row => db.Contracts.Any(contract => contract.Id == row.ContractId && customers.Contains(contract.CustomerId)));
    }

    protected override IQueryable<ContractFee> Search(ProcessSalesDb db, IQueryable<ContractFee> rows, string text) => rows.Where(row => row.FeeType.Contains(text) || row.Clause.Contains(text) || db.Contracts.Any(contract => contract.Id == row.ContractId && contract.Number.Contains(text)));

    protected override IQueryable<ContractFee> Sorted(ProcessSalesDb db, IQueryable<ContractFee> rows, string column, bool down) => column switch
    {
        "Contract" => By(rows, row => db.Contracts.Where(contract => contract.Id == row.ContractId).Select(contract => contract.Number).First(), down),
        "Amount" => By(rows, row => row.Amount, down),
        _ => By(rows, row => row.FeeType, down),
    };

    protected override async Task<IReadOnlyList<CardRow>> RowsAsync(ProcessSalesDb db, IReadOnlyList<ContractFee> rows, Role role, CancellationToken cancellationToken)
    {
        var ids = rows.Select(row => row.ContractId).Distinct().ToList();
        var numbers = await db.Contracts.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Number, cancellationToken);
        return [.. rows.Select(row => new CardRow(row.Id, $"{numbers[row.ContractId]}/{row.FeeType}/{row.Base}", $"{numbers[row.ContractId]} {row.FeeType}", new Dictionary<string, string>
        {
            ["Contract"] = numbers[row.ContractId], ["FeeType"] = row.FeeType, ["Base"] = row.Base.ToString(), ["Amount"] = Text(row.Amount), ["Clause"] = row.Clause, ["InvoiceKind"] = row.InvoiceKind.ToString(), ["Remove"] = "",
        }, null, 0))];
    }
}
