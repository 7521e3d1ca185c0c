using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;
using static ProcessSales.Workflows.Cards.CardNames;

namespace ProcessSales.Workflows.Contracts;

/// <summary>合同: changed by finance, directors and administrators; read by whoever sees the customer.</summary>
internal sealed class ContractCards : CardKind<Contract>
{
    public override string Name => "contracts";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("Number", true, "HT-C01-2031"), new("Customer", true, "C01"), new("From", true, "2031-01-01"), new("Until", true, "2031-12-31"), new("PaymentTerm", true, "EOM+60"), new("InvoiceWindows", false, "1-5,15-17"), new("PayDays", false, "10,25"),
        new("MonthlyRebate", false, "0.01"), new("QuarterlyRebate", false, "0"), new("YearlyRebate", false, "0.02"), new("ReturnPolicy", false, "NearExpiry"), new("ReturnConditions", false, "到期前 45 天"),
        new("LateInterest", false, "0.0005"), new("LateInterestClause", false, "第 9.2 条"), new("Paper", false, "档案 2026-001"),
        new("StatementCycle", false, nameof(StatementCycle.Monthly)), new("StatementDay", false, "1"),
    ];

    public override IReadOnlyList<string> ListColumns { get; } = ["Number", "Customer", "From", "Until", "PaymentTerm", "YearlyRebate"];

    public override IReadOnlyList<string> SortColumns { get; } = ["Number", "Customer", "From", "Until"];

    public override IReadOnlyList<string> KeyColumns { get; } = ["Number"];

    public override bool Verified => true;

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var customers = await db.Customers.ToDictionaryAsync(row => row.Code, cancellationToken);
        var known = await db.Contracts.ToDictionaryAsync(row => row.Number, cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, row.Text("Number", 60, false))), "Number");
        foreach (var row in batch.Rows)
        {
            var number = row.Text("Number", 60);
            var customer = row.Find("Customer", customers);
            if (number.Length == 0) continue;
            if (!known.TryGetValue(number, out var contract))
            {
                contract = new() { Id = Guid.CreateVersion7(), Number = number };
                known[number] = contract;
                db.Contracts.Add(contract);
            }

            contract.CustomerId = customer?.Id ?? default;
            contract.From = row.Date("From");
            contract.Until = row.Date("Until");
            if (contract.Until < contract.From) row.Fault("Until", "field.endBeforeStart");
            contract.PaymentTerm = MasterData.Term(row);
            if (row.Filled("StatementCycle")) contract.StatementCycle = row.Choice<StatementCycle>("StatementCycle");
            if (row.Filled("StatementDay") && row.OptionalNumber("StatementDay", 1m, 28m) is { } day)
            {
                if (day % 1m != 0m) row.Fault("StatementDay", "contract.statementDay");
                contract.StatementDay = (int)day;
            }

            if (contract.StatementCycle == StatementCycle.Batch && PaymentTerm.TryParse(contract.PaymentTerm, out var term) && term.Basis != TermBasis.Batch) row.Fault("StatementCycle", "contract.batchTerm");
            contract.InvoiceWindows = MasterData.Days(row, "InvoiceWindows");
            contract.PayDays = MasterData.Days(row, "PayDays");
            if (row.Has("MonthlyRebate")) contract.MonthlyRebate = row.OptionalNumber("MonthlyRebate", 0m, 1m) ?? 0m;
            if (row.Has("QuarterlyRebate")) contract.QuarterlyRebate = row.OptionalNumber("QuarterlyRebate", 0m, 1m) ?? 0m;
            if (row.Has("YearlyRebate")) contract.YearlyRebate = row.OptionalNumber("YearlyRebate", 0m, 1m) ?? 0m;
            if (row.Filled("ReturnPolicy")) contract.ReturnPolicy = row.Choice<ReturnPolicy>("ReturnPolicy");
            if (row.Has("ReturnConditions")) contract.ReturnConditions = row.Text("ReturnConditions", 300, required: false);
            if (row.Has("LateInterest")) contract.LateInterest = row.OptionalNumber("LateInterest", 0m, 0.01m);
            if (row.Has("LateInterestClause")) contract.LateInterestClause = row.Text("LateInterestClause", 200, required: false);
            if (row.Has("Paper")) contract.Paper = row.Text("Paper", 200, required: false);
            var others = known.Values.Where(other => other.Id != contract.Id && other.CustomerId == contract.CustomerId && other.From <= contract.Until && other.Until >= contract.From);
            if (others.FirstOrDefault() is { } overlapping) row.Fault("From", "contract.overlaps", overlapping.Number);
        }
    }

    protected override IQueryable<Contract> Visible(ProcessSalesDb db, DataScope scope)
    {
        var customers = scope.Customers(db).Select(row => row.Id);
        return db.Contracts.Where(row => customers.Contains(row.CustomerId));
    }

    protected override IQueryable<Contract> Search(ProcessSalesDb db, IQueryable<Contract> rows, string text) =>
        rows.Where(row => row.Number.Contains(text) || db.Customers.Any(customer => customer.Id == row.CustomerId && (customer.Code == text || customer.Name.Contains(text))));

    protected override IQueryable<Contract> Sorted(ProcessSalesDb db, IQueryable<Contract> rows, string column, bool down) => column switch
    {
        "Customer" => By(rows, row => db.Customers.Where(customer => customer.Id == row.CustomerId).Select(customer => customer.Code).First(), down),
        "From" => By(rows, row => row.From, down),
        "Until" => By(rows, row => row.Until, down),
        _ => By(rows, row => row.Number, down),
    };

    protected override async Task<IReadOnlyList<CardRow>> RowsAsync(ProcessSalesDb db, IReadOnlyList<Contract> rows, Role role, CancellationToken cancellationToken)
    {
        var customers = await CustomersAsync(db, rows.Select(row => (Guid?)row.CustomerId), cancellationToken);
        return [.. rows.Select(row => new CardRow(row.Id, row.Number, row.Number, new Dictionary<string, string>
        {
            ["Number"] = row.Number, ["Customer"] = customers.Of(row.CustomerId), ["From"] = Text(row.From), ["Until"] = Text(row.Until), ["PaymentTerm"] = row.PaymentTerm, ["InvoiceWindows"] = row.InvoiceWindows,
            ["PayDays"] = row.PayDays, ["MonthlyRebate"] = Text(row.MonthlyRebate), ["QuarterlyRebate"] = Text(row.QuarterlyRebate), ["YearlyRebate"] = Text(row.YearlyRebate), ["ReturnPolicy"] = row.ReturnPolicy.ToString(),
            ["ReturnConditions"] = row.ReturnConditions, ["LateInterest"] = Text(row.LateInterest), ["LateInterestClause"] = row.LateInterestClause, ["Paper"] = row.Paper,
            ["StatementCycle"] = row.StatementCycle.ToString(), ["StatementDay"] = Text(row.StatementDay),
        }, row.VerifiedOn, row.Version))];
    }
}
