using System.Text.Json.Nodes;
using Elsa.Common.Models;
using Elsa.Workflows.Management;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Visits;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>Whole ways of a visit through the real definition (domain.md 2.2): review, completion, calling off, refusals.</summary>
public sealed class StoreVisits
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_visit_is_given_back_completed_and_accepted_by_the_area_manager(string provider)
    {
        await using var company = await OpenAsync(provider);
        var visit = await PlannedAsync(company);
        var file = await SendAsync(company, visit, VisitState.InStore, VisitState.LeftStore, VisitState.Submitted);
        Assert.Equal("arm", await company.HoldersAsync(file));
        company.Clock.Advance(TimeSpan.FromMinutes(1)); // moves of one moment have no order
        await company.ActAsync(file, Arm, "Return", "缺整理后照片");
        Assert.Equal((VisitState.Returned, "缺整理后照片"), await StateAsync(company, visit));
        Assert.Single(await company.MessagesAsync(Kam, "visit-returned"));
        company.Clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(company, visit, VisitState.Submitted);
        Assert.Equal((CaseState.InReview, "arm"), ((await company.CaseAsync(file)).State, await company.HoldersAsync(file)));
        await company.ActAsync(file, Arm, "Approve");
        Assert.Equal(VisitState.Reviewed, (await StateAsync(company, visit)).State);
        Assert.Equal(CaseState.Approved, (await company.CaseAsync(file)).State);
        await using var db = await company.OpenDbAsync();
        Assert.Equal(["InStore", "LeftStore", "Submitted", "Returned", "Submitted", "Reviewed"], (await db.VisitMoves.Where(row => row.VisitId == visit).ToListAsync()).OrderBy(row => row.ReceivedAt).ThenBy(row => row.At).ThenBy(row => row.To).Select(row => row.To.ToString()));
    }

    [Fact]
    public async Task A_visit_that_nobody_looked_at_for_two_working_days_is_taken_as_accepted()
    {
        await using var company = await OpenAsync(TestDatabase.Sqlite);
        var visit = await PlannedAsync(company);
        await SendAsync(company, visit, VisitState.InStore, VisitState.LeftStore, VisitState.Submitted);
        await company.PassAsync(TimeSpan.FromHours(31));
        Assert.Equal(VisitState.Submitted, (await StateAsync(company, visit)).State);
        await company.PassAsync(TimeSpan.FromHours(24), async () =>
        {
            await company.Get<ContinuationPump>().SweepAsync();
            return (await StateAsync(company, visit)).State == VisitState.Reviewed;
        });
        await using var db = await company.OpenDbAsync();
        Assert.Null((await db.Visits.SingleAsync(row => row.Id == visit)).ReviewedById);
    }

    [Theory, InlineData("Approve", VisitState.Cancelled), InlineData("Reject", VisitState.Planned)]
    public async Task Calling_off_on_the_very_day_is_the_area_managers_decision(string answer, VisitState state)
    {
        await using var company = await OpenAsync(TestDatabase.Sqlite);
        var visit = await PlannedAsync(company);
        var file = await SendAsync(company, visit, VisitState.Cancelled);
        Assert.Equal("arm", await company.HoldersAsync(file));
        await company.ActAsync(file, Arm, answer, answer == "Reject" ? "改下午" : null);
        Assert.Equal(state, (await StateAsync(company, visit)).State);
        Assert.Equal(answer == "Reject" ? 1 : 0, (await company.MessagesAsync(Kam, "visit-kept")).Count);
    }

    [Fact]
    public async Task A_second_refusal_is_a_task_of_the_area_manager()
    {
        await using var company = await OpenAsync(TestDatabase.Sqlite);
        await SendAsync(company, await PlannedAsync(company), VisitState.InStore, VisitState.Abandoned);
        var second = await SendAsync(company, await PlannedAsync(company), VisitState.InStore, VisitState.Abandoned);
        Assert.Equal("arm", await company.HoldersAsync(second));
        await company.ActAsync(second, Arm, "Done", "已与店长沟通");
        Assert.Equal("", await company.HoldersAsync(second));
    }

    [Fact]
    public async Task A_manager_adds_a_step_and_shortens_a_deadline_and_only_the_next_visit_follows_it()
    {
        await using var company = await OpenAsync(TestDatabase.Sqlite);
        var running = await PlannedAsync(company);
        var old = await SendAsync(company, running, VisitState.InStore, VisitState.LeftStore, VisitState.Submitted);
        await PublishChangedAsync(company);
        var next = await PlannedAsync(company);
        var fresh = await SendAsync(company, next, VisitState.InStore, VisitState.LeftStore, VisitState.Submitted);
        Assert.Equal((1, 2), ((await company.CaseAsync(old)).DefinitionVersion, (await company.CaseAsync(fresh)).DefinitionVersion));

        // Ten o'clock tomorrow: the nine working hours of the new version are over, the eighteen of the old one are not.
        await company.PassAsync(TimeSpan.FromHours(25), async () =>
        {
            await company.Get<ContinuationPump>().SweepAsync();
            return (await StateAsync(company, next)).State == VisitState.Reviewed;
        });
        Assert.Equal(VisitState.Submitted, (await StateAsync(company, running)).State);
        Assert.Equal(("arm", "arm"), (await company.HoldersAsync(old), await company.HoldersAsync(fresh)));
        await company.ActAsync(fresh, Arm, "Done", "已在晚会讲评");
        Assert.Equal(("", CaseState.Approved), (await company.HoldersAsync(fresh), (await company.CaseAsync(fresh)).State));
        await company.ActAsync(old, Arm, "Approve");
        Assert.Equal((VisitState.Reviewed, ""), ((await StateAsync(company, running)).State, await company.HoldersAsync(old)));
    }

    // As the designer does it: the draft of the newest version is changed and published. Half the time for the review, and a talk about the visit behind it.
    private static async Task PublishChangedAsync(Running.Company company)
    {
        await using var scope = company.Services.CreateAsyncScope();
        var publisher = scope.ServiceProvider.GetRequiredService<IWorkflowDefinitionPublisher>();
        var draft = (await publisher.GetDraftAsync(VisitRegister.Process, VersionOptions.Latest))!;
        var root = JsonNode.Parse(draft.StringData!)!;
        var activities = root["activities"]!.AsArray();
        var review = activities.Single(each => each!["id"]!.ToString() == "review")!;
        review["autoHours"]!["expression"]!["value"] = 9;
        var talk = activities.Single(each => each!["id"]!.ToString() == "settle")!.DeepClone();
        (talk["id"], talk["nodeId"], talk["name"]) = ("talk", $"{VisitRegister.Process}:talk", "Talk");
        activities.Add(talk);
        root["connections"]!.AsArray().Add(JsonNode.Parse("""{"source":{"activity":"accepted","port":"Done"},"target":{"activity":"talk","port":"In"},"vertices":[]}"""));
        draft.StringData = root.ToJsonString();
        Assert.True((await publisher.PublishAsync(draft)).Succeeded);
    }

    private static async Task<Guid> PlannedAsync(Running.Company company)
    {
        await using var db = await company.OpenDbAsync();
        var store = await db.Stores.Where(row => row.Code == "C01-01").Select(row => row.Id).SingleAsync();
        return await company.Get<VisitRegister>().PlanAsync(store, Kam, new(2026, 9, 14), 1, Guid.NewGuid());
    }

    // What a phone sends of a visit in order.
    private static async Task<Guid> SendAsync(Running.Company company, Guid id, params VisitState[] states)
    {
        await using var db = await company.OpenDbAsync();
        var visit = await db.Visits.AsNoTracking().SingleAsync(row => row.Id == id);
        var came = visit.CheckInAt ?? company.Clock.GetUtcNow().AddMinutes(-30);
        var content = new VisitContent
        {
            Goals = ["补货"], Tools = ["价签"], Persons = ["课长"], CheckIn = new(came, 30.2, 120.1, 10, false, "室内"), CheckOut = new(came.AddMinutes(20)), CheckCount = 1, Checks = [new("price.tag", CheckResult.Yes, null, null, null, null, null, null)],
            Topics = ["订单"], Done = ["V-05", "V-07", "V-08", "V-10", "V-14", "V-16"], Photos = [new(Guid.NewGuid(), "shopfront"), new(Guid.NewGuid(), "shelfBefore"), new(Guid.NewGuid(), "shelfAfter")], Summary = "正常",
        };
        var steps = states.Select(state => new VisitStep(Guid.NewGuid(), state, state == VisitState.InStore ? came : state == VisitState.LeftStore ? came.AddMinutes(20) : company.Clock.GetUtcNow(), state is VisitState.Cancelled or VisitState.Abandoned ? "店休" : null, state == VisitState.Abandoned ? Abandonment.Refused : null)).ToList();
        var receipt = await company.Get<VisitRegister>().PutAsync(Kam, visit.ClientId, new(Guid.NewGuid(), visit.Version, visit.StoreId, null, company.Clock.GetUtcNow(), 1, steps, content.ToJson()), "phone");
        Assert.False(receipt.Conflict);
        if (receipt.CaseId is not { } file) return Guid.Empty;
        await company.Get<ContinuationPump>().RunAsync(file);
        return file;
    }

    private static async Task<(VisitState State, string? Note)> StateAsync(Running.Company company, Guid id)
    {
        await using var db = await company.OpenDbAsync();
        return await db.Visits.Where(row => row.Id == id).Select(row => new ValueTuple<VisitState, string?>(row.State, row.StateNote)).SingleAsync();
    }

    private static async Task<Running.Company> OpenAsync(string provider)
    {
        var company = await Running.Company.OpenAsync(provider);
        var source = Path.Combine(Repository.Root, "workflows", VisitRegister.Process);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(company.WorkflowsFolder, VisitRegister.Process, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        await company.RestartAsync(TimeSpan.Zero);
        await using var db = await company.OpenDbAsync();
        var customer = await db.Customers.SingleAsync(row => row.Code == "C01");
        db.Stores.Add(new() { Id = Guid.NewGuid(), Code = "C01-01", Name = "岚桥1店", CustomerId = customer.Id, OwnerId = Kam, Class = "A", VisitFrequency = "1/week", Latitude = 30.2, Longitude = 120.1, GeofenceRadius = 300 });
        await db.SaveChangesAsync();
        return company;
    }
}
