using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Activities.Tests.Running;

/// <summary>The people, rules, budgets and days of the company.</summary>
public static class Settlers
{
    public static readonly Guid Company = Guid.NewGuid(), East = Guid.NewGuid(), Lake = Guid.NewGuid(), Cloud = Guid.NewGuid();
    public static readonly Guid Dir = Guid.NewGuid(), Rgm = Guid.NewGuid(), Arm = Guid.NewGuid(), Arm2 = Guid.NewGuid(), Kam = Guid.NewGuid(), Kam2 = Guid.NewGuid(), Ast = Guid.NewGuid(), FinEx = Guid.NewGuid(), FinM = Guid.NewGuid(), FinAr = Guid.NewGuid(), Log = Guid.NewGuid(), Adm = Guid.NewGuid();
    public static readonly Guid Line = Guid.NewGuid(), SmallLine = Guid.NewGuid(), SoftLine = Guid.NewGuid();

    public static async Task SettleAsync(Running.Company company)
    {
        await using var db = await company.OpenDbAsync();
        db.OrgUnits.AddRange(
            new OrgUnit { Id = Company, Code = "CO", Name = "麦屿", NameEn = "Maiyu", Kind = OrgUnitKind.Company },
            new OrgUnit { Id = East, Code = "E", Name = "东江大区", NameEn = "East", Kind = OrgUnitKind.Region, ParentId = Company },
            new OrgUnit { Id = Lake, Code = "E1", Name = "临湖区域", NameEn = "Lake", Kind = OrgUnitKind.Area, ParentId = East },
            new OrgUnit { Id = Cloud, Code = "E2", Name = "云津区域", NameEn = "Cloud", Kind = OrgUnitKind.Area, ParentId = East });
        await db.SaveChangesAsync();
        foreach (var (id, name, role, unit, superior) in new[]
                 {
                     (Dir, "dir", Role.Dir, Company, (Guid?)null),
                     (Rgm, "rgm", Role.Rgm, East, Dir), (Arm, "arm", Role.Arm, Lake, Rgm), (Arm2, "arm2", Role.Arm, Cloud, Rgm),
                     (Kam, "kam", Role.Kam, Lake, Arm), (Kam2, "kam2", Role.Kam, Lake, Arm), (Ast, "ast", Role.Ast, Lake, Arm),
                     (FinM, "finm", Role.FinM, Company, Dir), (FinEx, "finex", Role.FinEx, Company, FinM), (FinAr, "finar", Role.FinAr, Company, FinM), (Log, "log", Role.Log, Company, Dir), (Adm, "adm", Role.Adm, Company, Dir),
                 })
        {
            db.Users.Add(new Person { Id = id, UserName = name, NormalizedUserName = name.ToUpperInvariant(), Name = name, NameEn = name, Role = role, OrgUnitId = unit, SuperiorId = superior, Email = $"{name}@example.test", SecurityStamp = "x" });
            await db.SaveChangesAsync();
        }

        db.Assistances.Add(new Assistance { AssistantId = Ast, ManagerId = Kam });
        db.Customers.Add(new Customer { Id = Guid.NewGuid(), Code = "C01", Name = "岚桥大卖场", NameEn = "Lanqiao", OwnerId = Kam, AreaId = Lake, Class = "A" });
        db.Customers.Add(new Customer { Id = Guid.NewGuid(), Code = "C02", Name = "榆果", NameEn = "Yuguo", OwnerId = Kam2, AreaId = Lake, Class = "A" });
        const string process = "promotion-approval";
        db.ApprovalRules.AddRange(
            new ApprovalRule { Id = Guid.NewGuid(), Process = process, EffectiveFrom = new(2026, 1, 1), Order = 1, MaxAmount = 5000, MaxRatio = 0.15m, Chain = "ARM > FIN-EX" },
            new ApprovalRule { Id = Guid.NewGuid(), Process = process, EffectiveFrom = new(2026, 1, 1), Order = 2, MaxAmount = 30000, MaxRatio = 0.20m, Chain = "ARM > RGM > FIN-EX" },
            new ApprovalRule { Id = Guid.NewGuid(), Process = process, EffectiveFrom = new(2026, 1, 1), Order = 3, AllowOverBudget = true, AllowBelowFloor = true, Chain = "ARM > RGM > FIN-EX > FIN-M & DIR" });
        foreach (var (date, off) in new (string, bool)[]
                 {
                     ("2026-09-20", false), ("2026-09-25", true), ("2026-09-26", true), ("2026-09-27", true), ("2026-10-01", true), ("2026-10-02", true), ("2026-10-03", true),
                     ("2026-10-04", true), ("2026-10-05", true), ("2026-10-06", true), ("2026-10-07", true), ("2026-10-10", false),
                 })
            db.CalendarDays.Add(new CalendarDay { Date = DateOnly.Parse(date), Name = "", IsOffDay = off });
        db.BudgetLines.AddRange(
            new BudgetLine { Id = Line, AreaId = Lake, Month = new(2026, 10, 1), FeeType = "display", Control = BudgetControl.Absolute },
            new BudgetLine { Id = SmallLine, AreaId = Lake, Month = new(2026, 10, 1), FeeType = "dm", Control = BudgetControl.Absolute },
            new BudgetLine { Id = SoftLine, AreaId = Lake, Month = new(2026, 10, 1), FeeType = "gift", Control = BudgetControl.Advisory });
        await db.SaveChangesAsync();
        var ledger = company.Get<BudgetLedger>();
        await ledger.AllocateAsync("seed-1", Line, 60000, null, null);
        await ledger.AllocateAsync("seed-2", SmallLine, 1000, null, null);
        await ledger.AllocateAsync("seed-3", SoftLine, 2000, null, null);
    }
}
