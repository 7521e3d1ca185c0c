using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Plans;
using ProcessSales.Workflows.Routes;
using ProcessSales.Workflows.Visits;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>Whole ways of a weekly plan through the real definition.</summary>
public sealed class VisitPlans
{
    private static readonly DateOnly Week = new(2026, 9, 21);

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_plan_is_made_on_thursday_changed_by_its_manager_and_becomes_visits_once_the_area_manager_confirms(string provider)
    {
        await using var company = await OpenAsync(provider);
        var maker = company.Get<PlanMaker>();
        Assert.Equal(0, await maker.MakeDueAsync());
        company.Clock.SetUtcNow(new DateTimeOffset(2026, 9, 17, 16, 0, 0, TimeSpan.FromHours(8)));
        Assert.Equal(1, await maker.MakeDueAsync());
        Assert.Equal(0, await maker.MakeDueAsync());
        await company.Get<ContinuationPump>().SweepAsync();

        var view = (await company.Get<PlanBook>().ReadAsync(Kam, Kam, Week))!;
        Assert.Equal(["2026-09-21", "2026-09-22", "2026-09-24"], view.Visits.Select(visit => visit.Day.ToString("yyyy-MM-dd")));
        Assert.Equal(new DateTimeOffset(2026, 9, 18, 18, 0, 0, TimeSpan.FromHours(8)), view.Due);
        Assert.Contains("下周拜访计划", Assert.Single(await company.MessagesAsync(Kam, "plan-due")).Subject);

        var plans = company.Get<WeeklyPlans>();
        await plans.MoveAsync(Kam, view.Plan.Id, view.Visits[1].Id, new(2026, 9, 23), null);
        await plans.AddAsync(Kam, view.Plan.Id, view.Visits[1].StoreId, new(2026, 9, 25), PlanOrigin.Task, "跟进客诉");
        await company.ActAsync(view.Plan.CaseId, Kam, "Submit");
        Assert.Equal((CaseState.InReview, "arm"), ((await company.CaseAsync(view.Plan.CaseId)).State, await company.HoldersAsync(view.Plan.CaseId)));
        Assert.Contains("跟进客诉", System.Text.Json.Nodes.JsonNode.Parse((await company.CaseAsync(view.Plan.CaseId)).DataJson!)!["lines"]!.AsArray().Select(line => line!["reason"]?.ToString()));
        await Assert.ThrowsAsync<RefusedException>(() => plans.RemoveAsync(Kam, view.Plan.Id, view.Visits[0].Id));

        await company.ActAsync(view.Plan.CaseId, Arm, "Return", "周五太满");
        Assert.Equal("周五太满", (await company.Get<PlanBook>().ReadAsync(Kam, Kam, Week))!.Returned);
        await plans.RemoveAsync(Kam, view.Plan.Id, view.Visits[0].Id);
        await company.ActAsync(view.Plan.CaseId, Kam, "Submit");
        await company.ActAsync(view.Plan.CaseId, Arm, "Approve");

        Assert.Equal(CaseState.Approved, (await company.CaseAsync(view.Plan.CaseId)).State);
        await using (var db = await company.OpenDbAsync())
        {
            var visits = await db.Visits.OrderBy(visit => visit.Day).ToListAsync();
            Assert.Equal(["09-23", "09-24", "09-25"], visits.Select(visit => visit.Day.ToString("MM-dd")));
            Assert.All(visits, visit => Assert.Equal((VisitState.Planned, Kam, (Guid?)Lake), (visit.State, visit.PersonId, visit.AreaId)));
        }

        // Repeated after a crash the step plans nothing twice.
        await plans.MoveOnAsync(view.Plan.CaseId, PlanState.Confirmed, "again");
        await Assert.ThrowsAsync<RefusedException>(() => plans.AddAsync(Kam, view.Plan.Id, view.Visits[0].StoreId, new(2026, 9, 22), PlanOrigin.AdHoc, null));
        await plans.AddAsync(Kam, view.Plan.Id, view.Visits[0].StoreId, new(2026, 9, 22), PlanOrigin.AdHoc, "店长来电");
        await using var after = await company.OpenDbAsync();
        Assert.Equal(4, await after.Visits.CountAsync());
        Assert.Equal("店长来电", (await after.Visits.SingleAsync(visit => visit.Day == new DateOnly(2026, 9, 22))).AdHocReason);
        Assert.Single(await company.MessagesAsync(Kam, "plan-confirmed"));
        Assert.Single(await company.MessagesAsync(Ast, "plan-confirmed"));
    }

    private static async Task<Running.Company> OpenAsync(string provider)
    {
        var company = await Running.Company.OpenAsync(provider);
        var source = Path.Combine(Repository.Root, "workflows", PlanMaker.Process);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(company.WorkflowsFolder, PlanMaker.Process, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        await company.RestartAsync(TimeSpan.Zero);
        await using var db = await company.OpenDbAsync();
        var customer = await db.Customers.SingleAsync(row => row.Code == "C01");
        var route = new Route { Id = Guid.NewGuid(), Code = "R1", Name = "一线", OwnerId = Kam };
        db.Routes.Add(route);
        foreach (var (number, days, frequency) in new[] { (1, "Mon,Thu", "2/week"), (2, "Tue", "1/week") })
        {
            var store = new Store { Id = Guid.NewGuid(), Code = $"C01-0{number}", Name = $"岚桥{number}店", CustomerId = customer.Id, OwnerId = Kam, Class = "A", VisitFrequency = frequency };
            db.Stores.Add(store);
            db.RouteStops.Add(new() { Id = Guid.NewGuid(), RouteId = route.Id, StoreId = store.Id, Weekdays = days, Order = number });
        }

        db.ApprovalRules.Add(new ApprovalRule { Id = Guid.NewGuid(), Process = PlanMaker.Process, EffectiveFrom = new(2026, 1, 1), Order = 1, AllowOverBudget = true, AllowBelowFloor = true, Chain = "ARM" });
        await db.SaveChangesAsync();
        return company;
    }
}
