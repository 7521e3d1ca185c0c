using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Workflows.Imports;

internal sealed class BudgetsImport(BudgetLedger ledger) : ImportKind
{
    public override string Name => "budgets";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
        [new("Area", true, "A-LINHU"), new("Month", true, "2026-11"), new("FeeType", true, "display"), new("Control", true, "Absolute"), new("Amount", true, "30000"), new("Used", false, "")];

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var units = await db.OrgUnits.ToDictionaryAsync(unit => unit.Code, cancellationToken);
        var known = (await db.BudgetLines.ToListAsync(cancellationToken)).ToDictionary(line => (line.AreaId, line.Month, line.FeeType));
        RefuseTwins(batch.Rows.Select(row => (row, $"{row.Text("Area", 40, false)}/{row.Text("Month", 20, false)}/{row.Text("FeeType", 40, false)}")), "FeeType");
        foreach (var row in batch.Rows)
        {
            var area = row.Find("Area", units);
            var month = row.Month("Month");
            var feeType = row.Text("FeeType", 40);
            var control = row.Choice<BudgetControl>("Control");
            var amount = row.Amount("Amount", 0m, 1_000_000_000m);
            var used = row.OptionalNumber("Used", 0m, 1_000_000_000m) ?? 0m;
            if (area is null || feeType.Length == 0) continue;
            if (!known.TryGetValue((area.Id, month, feeType), out var line))
            {
                line = new() { Id = Guid.CreateVersion7(), AreaId = area.Id, Month = month, FeeType = feeType };
                known[(area.Id, month, feeType)] = line;
                db.BudgetLines.Add(line);
            }

            // A line that was overbooked with leave may stay as it is; it may only not be cut further.
            if (amount < line.Granted && amount < line.Reserved + line.Consumed) row.Fault("Amount", "budget.belowUsed", line.Reserved + line.Consumed);
            if (used > amount) row.Fault("Used", "field.tooLarge", amount);
            line.Control = control;
            var opening = line.Version == 0 ? used : 0m;
            ledger.Grant(db, line, amount, $"{batch.Key}/{row.Number}", batch.Person);
            if (opening > 0m) ledger.OpenWithUsed(db, line, opening, $"{batch.Key}/{row.Number}/used", batch.Person);
        }
    }
}

internal sealed class ApprovalRulesImport(ProcessCatalog processes) : ImportKind
{
    public override string Name => "approval-rules";

    public override bool AllowedTo(Role role) => role == Role.Adm;

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("Process", true, "promotion-approval"), new("EffectiveFrom", true, "2026-01-01"), new("Order", true, "1"), new("MaxAmount", false, "5000"), new("MaxRatio", false, "0.15"),
        new("AllowOverBudget", false, "false"), new("AllowBelowFloor", false, "false"), new("Chain", true, "ARM > FIN-EX"),
        new("MaxStores", false, "5"), new("MaxPayback", false, "6"),
    ];

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var known = (await batch.Database.ApprovalRules.ToListAsync(cancellationToken)).ToDictionary(rule => (rule.Process, rule.EffectiveFrom, rule.Order));
        RefuseTwins(batch.Rows.Select(row => (row, $"{row.Text("Process", 100, false)}/{row.Text("EffectiveFrom", 20, false)}/{row.Text("Order", 10, false)}")), "Order");
        foreach (var row in batch.Rows)
        {
            var process = row.Text("Process", 100);
            var from = row.Date("EffectiveFrom");
            var order = (int)row.Amount("Order", 1m, 1000m);
            if (process.Length > 0 && processes.Find(process) is null) row.Fault("Process", "field.unknownReference", process);
            if (!known.TryGetValue((process, from, order), out var rule))
            {
                rule = new() { Id = Guid.CreateVersion7(), Process = process, EffectiveFrom = from, Order = order };
                known[(process, from, order)] = rule;
                batch.Database.ApprovalRules.Add(rule);
            }

            rule.MaxAmount = row.OptionalNumber("MaxAmount", 0m, 1_000_000_000m);
            rule.MaxRatio = row.OptionalNumber("MaxRatio", 0m, 100m);
            rule.MaxStores = (int?)row.OptionalNumber("MaxStores", 0m, 100_000m);
            rule.MaxPayback = row.OptionalNumber("MaxPayback", 0m, 1_000m);
            rule.AllowOverBudget = row.Flag("AllowOverBudget");
            rule.AllowBelowFloor = row.Flag("AllowBelowFloor");
            rule.Chain = row.Text("Chain", 300);
            try
            {
                if (rule.Chain.Length > 0) ApprovalChain.Parse(rule.Chain);
            }
            catch (RefusedException refused)
            {
                row.Fault("Chain", refused.Refusals[0].Key, refused.Refusals[0].Arguments);
            }
        }
    }
}

internal sealed class CalendarImport : ImportKind
{
    public override string Name => "calendar";

    public override bool AllowedTo(Role role) => role == Role.Adm;

    public override IReadOnlyList<ImportColumn> Columns { get; } = [new("Date", true, "2027-01-01"), new("Name", true, "元旦"), new("IsOffDay", false, "true")];

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var known = await batch.Database.CalendarDays.ToDictionaryAsync(day => day.Date, cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, row.Text("Date", 20, required: false))), "Date");
        foreach (var row in batch.Rows)
        {
            var date = row.Date("Date");
            if (date == default) continue;
            if (!known.TryGetValue(date, out var day))
            {
                day = new() { Date = date };
                known[date] = day;
                batch.Database.CalendarDays.Add(day);
            }

            day.Name = row.Text("Name", 60);
            day.IsOffDay = row.Flag("IsOffDay");
        }
    }
}
