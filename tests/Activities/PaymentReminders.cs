using System.Text.Json.Nodes;
using Elsa.Common.Models;
using Elsa.Workflows;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Filters;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Receivables;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

public sealed class PaymentReminders
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_payers_workflow_begins_with_the_first_level_is_resumed_by_later_runs_and_ends_when_all_is_paid(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var today = new DateOnly(2026, 9, 14);
        var first = await OweAsync(company, "C01", "INV-1", today.AddDays(3));
        var second = await OweAsync(company, "C01", "INV-2", today.AddDays(-1));
        var runner = company.Get<DunningRunner>();
        Assert.Equal(2, (await runner.RunAsync())!.Sent);
        var file = await FileAsync(company);
        Assert.Equal(WorkflowStatus.Running, await StatusAsync(company, file.InstanceId));
        // R2 of the first and O1 of the second both go to the KAM, in one message.
        Assert.Equal(["kam:2"], await ToldAsync(company));

        // A week later the same workflow goes on; nobody is told of a day without a level.
        company.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, (await runner.RunAsync())!.Sent);
        company.Clock.Advance(TimeSpan.FromDays(6));
        Assert.Equal(2, (await runner.RunAsync())!.Sent);
        Assert.Equal(file.InstanceId, (await FileAsync(company)).InstanceId);

        await PayAsync(company, first);
        await PayAsync(company, second);
        company.Clock.Advance(TimeSpan.FromDays(1));
        await runner.RunAsync();
        Assert.Equal(WorkflowStatus.Finished, await StatusAsync(company, file.InstanceId));
        Assert.Equal(CaseState.Closed, (await company.CaseAsync(file.CaseId)).State);
        Assert.NotNull((await FileAsync(company)).EndedAt);

        // What comes later begins a workflow of its own.
        await OweAsync(company, "C01", "INV-3", today);
        company.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, (await runner.RunAsync())!.Sent);
        await using var db = await company.OpenDbAsync();
        Assert.Equal(2, await db.ReminderFiles.CountAsync());
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Money_that_lies_unallocated_is_netted_in_the_message_but_asked_for_by_nobody(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var today = new DateOnly(2026, 9, 14);
        await OweAsync(company, "C01", "INV-1", today.AddDays(-1));
        await using (var db = await company.OpenDbAsync())
        {
            var payer = await db.Customers.Where(row => row.Code == "C01").Select(row => row.Id).SingleAsync();
            // Of three days ago: it holds back no message any more. What nobody has claimed, and what bounced, is no money of theirs.
            foreach (var (reference, state, left) in new[] { ("B-1", ReceiptState.Claimed, 300m), ("B-2", ReceiptState.Claimed, 0m), ("B-3", ReceiptState.Bounced, 500m) })
            {
                db.Receipts.Add(new()
                {
                    Id = Guid.NewGuid(), BankReference = reference, BankDate = today.AddDays(-3), PayerName = "C01", Amount = 800m, Unallocated = left, State = state, CustomerId = payer,
                    EnteredAt = company.Clock.GetUtcNow().AddDays(-3), ClaimedAt = company.Clock.GetUtcNow().AddDays(-3),
                });
            }

            await db.SaveChangesAsync();
        }

        Assert.Equal(1, (await company.Get<DunningRunner>().RunAsync())!.Sent);
        await using var told = await company.OpenDbAsync();
        var body = await told.Notifications.Where(row => row.Template == "payment-reminder").Select(row => row.Body).FirstAsync();
        Assert.Contains("¥300.00,净额 ¥700.00", body, StringComparison.Ordinal);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_pause_stands_in_the_payers_workflow_with_its_reason_and_the_first_run_after_it_goes_on(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var today = new DateOnly(2026, 9, 14);
        await OweAsync(company, "C01", "INV-1", today.AddDays(-1));
        var runner = company.Get<DunningRunner>();
        Assert.Equal(1, (await runner.RunAsync())!.Sent);
        var file = await FileAsync(company);
        Assert.Equal("O1 · 1 × · ¥1,000.00", (await company.CaseAsync(file.CaseId)).StateNote);
        Assert.Equal("await", await StandsAsync(company, file.InstanceId));

        await company.Get<CollectionDesk>().PauseAsync(Arm, await PayerAsync(company, "C01"), today.AddDays(7), "年度对账");
        Assert.Equal("paused", await StandsAsync(company, file.InstanceId));
        Assert.Equal("⏸ 2026-09-21 年度对账", (await company.CaseAsync(file.CaseId)).StateNote);
        // O2 falls due within the pause: nobody is told, and the workflow stays where it is.
        company.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(0, (await runner.RunAsync())!.Sent);
        Assert.Equal("paused", await StandsAsync(company, file.InstanceId));
        company.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, (await runner.RunAsync())!.Sent);
        Assert.Equal(("await", "O2 · 1 × · ¥1,000.00"), (await StandsAsync(company, file.InstanceId), (await company.CaseAsync(file.CaseId)).StateNote));

        // Resumed before its time, and with nothing to tell after it, it goes back as well.
        await company.Get<CollectionDesk>().PauseAsync(Arm, await PayerAsync(company, "C01"), today.AddDays(10), "复核");
        Assert.Equal("paused", await StandsAsync(company, file.InstanceId));
        await company.Get<CollectionDesk>().ResumeAsync(FinM, await PayerAsync(company, "C01"));
        Assert.Equal("await", await StandsAsync(company, file.InstanceId));
        await company.Get<CollectionDesk>().PauseAsync(Arm, await PayerAsync(company, "C01"), today.AddDays(8), "当天");
        company.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, (await runner.RunAsync())!.Sent);
        Assert.Equal("await", await StandsAsync(company, file.InstanceId));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Many_nodes_that_run_at_once_remind_once(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        for (var i = 0; i < 20; i++) await OweAsync(company, i % 2 == 0 ? "C01" : "C02", $"INV-{i}", new DateOnly(2026, 9, 13));
        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => company.Get<DunningRunner>().RunAsync())));
        Assert.Equal(20, runs.Sum(run => run?.Sent ?? 0));
        await using var db = await company.OpenDbAsync();
        Assert.Equal(2, await db.Notifications.CountAsync(row => row.Template == "payment-reminder" && row.Class == NotificationClass.Reminder));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_process_that_a_manager_has_changed_in_the_designer_is_followed_by_payers_whose_reminders_run_already(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var today = new DateOnly(2026, 9, 14);
        await OweAsync(company, "C01", "INV-1", today.AddDays(-1));
        var runner = company.Get<DunningRunner>();
        Assert.Equal(1, (await runner.RunAsync())!.Sent);
        var before = await FileAsync(company);
        Assert.Equal(1, (await company.CaseAsync(before.CaseId)).DefinitionVersion);

        // Overdue items are told of two hours later from now on.
        await ChangeAsync(company, root =>
        {
            var activities = root["activities"]!.AsArray();
            activities.Add(JsonNode.Parse("""{"id":"later","nodeId":"Workflow1:reminders:later","name":"Later","type":"Elsa.Delay","version":1,"timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"02:00:00"}},"customProperties":{"canStartWorkflow":false,"runAsynchronously":false},"metadata":{}}"""));
            var connections = root["connections"]!.AsArray();
            connections.Single(line => line!["target"]!["activity"]!.ToString() == "overdue")!["target"]!["activity"] = "later";
            connections.Add(JsonNode.Parse("""{"source":{"activity":"later","port":"Done"},"target":{"activity":"overdue","port":"In"},"vertices":[]}"""));
        });
        company.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(1, (await runner.RunAsync())!.Sent);
        var after = await FileAsync(company);
        Assert.Equal((before.CaseId, 2), (after.CaseId, await SentAsync(company)));
        Assert.NotEqual(before.InstanceId, after.InstanceId);
        Assert.Equal(WorkflowSubStatus.Cancelled, (await company.Get<IWorkflowInstanceStore>().FindAsync(new WorkflowInstanceFilter { Id = before.InstanceId }))!.SubStatus);
        Assert.Equal("later", await StandsAsync(company, after.InstanceId));
        Assert.Equal(["kam:1"], await ToldAsync(company));
        // What the drawn timer will do stands in the calendar, with the case that waits for it.
        Assert.Contains(await company.Get<ComingUp>().ListAsync(FinM, null, 30), one => one is { Kind: ComingKind.Timer, PayerCode: "C01" } && one.Day == today.AddDays(7) && one.Link == $"/cases/{after.CaseId}");
        await company.PassAsync(TimeSpan.FromHours(2), async () => (await ToldAsync(company)).Contains("kam:2"));
        await Running.Company.EventuallyAsync(async () => (await company.CaseAsync(after.CaseId)).DefinitionVersion == 2);
        Assert.DoesNotContain(await company.Get<ComingUp>().ListAsync(FinM, null, 30), one => one.Kind == ComingKind.Timer);
    }

    [Fact]
    public async Task What_a_workflow_left_untold_because_it_ended_is_told_by_a_fresh_one_at_the_next_run()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var today = new DateOnly(2026, 9, 14);
        await OweAsync(company, "C01", "INV-1", today.AddDays(-1));
        var runner = company.Get<DunningRunner>();
        await ChangeAsync(company, root =>
        {
            // A manager has drawn a process that ends instead of telling anybody.
            var connections = root["connections"]!.AsArray();
            connections.Remove(connections.Single(line => line!["target"]!["activity"]!.ToString() == "overdue"));
        });
        Assert.Equal(1, (await runner.RunAsync())!.Sent);
        Assert.Equal(WorkflowStatus.Finished, await StatusAsync(company, (await FileAsync(company)).InstanceId));
        Assert.Empty(await ToldAsync(company));
        await ChangeAsync(company, root => root["connections"]!.AsArray().Add(JsonNode.Parse("""{"source":{"activity":"await","port":"Overdue"},"target":{"activity":"overdue","port":"In"},"vertices":[]}""")));
        company.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, (await runner.RunAsync())!.Sent);
        Assert.Equal(["kam:1"], await ToldAsync(company));
        Assert.Equal("await", await StandsAsync(company, (await FileAsync(company)).InstanceId));
        company.Clock.Advance(TimeSpan.FromDays(1));
        await runner.RunAsync();
        Assert.Equal(["kam:1"], await ToldAsync(company));
    }

    // As the designer saves and publishes.
    private static async Task ChangeAsync(Running.Company company, Action<JsonNode> change)
    {
        await using var scope = company.Services.CreateAsyncScope();
        var publisher = scope.ServiceProvider.GetRequiredService<IWorkflowDefinitionPublisher>();
        var draft = (await publisher.GetDraftAsync("settlement-reminder", VersionOptions.Latest))!;
        var root = JsonNode.Parse(draft.StringData!)!;
        change(root);
        draft.StringData = root.ToJsonString();
        var published = await publisher.PublishAsync(draft);
        Assert.True(published.Succeeded);
    }

    internal static async Task<Guid> OweAsync(Running.Company company, string payer, string number, DateOnly due)
    {
        await using var db = await company.OpenDbAsync();
        var item = new Receivable
        {
            Id = Guid.NewGuid(), CustomerId = await db.Customers.Where(row => row.Code == payer).Select(row => row.Id).SingleAsync(), Number = number, Amount = 1_000, Open = 1_000, IssuedOn = due.AddDays(-30), DueOn = due,
            ExpectedOn = due, BaseOn = due, CreatedAt = company.Clock.GetUtcNow(),
        };
        db.Receivables.Add(item);
        await db.SaveChangesAsync();
        return item.Id;
    }

    private static async Task PayAsync(Running.Company company, Guid id)
    {
        await using var db = await company.OpenDbAsync();
        var item = await db.Receivables.SingleAsync(row => row.Id == id);
        (item.Open, item.Ended) = (0, ReceivableState.Paid);
        await db.SaveChangesAsync();
    }

    private static async Task<ReminderFile> FileAsync(Running.Company company)
    {
        await using var db = await company.OpenDbAsync();
        return await db.ReminderFiles.AsNoTracking().OrderByDescending(row => row.StartedAt).FirstAsync();
    }

    private static async Task<int> SentAsync(Running.Company company)
    {
        await using var db = await company.OpenDbAsync();
        return await db.Reminders.CountAsync();
    }

    private static async Task<Guid> PayerAsync(Running.Company company, string code)
    {
        await using var db = await company.OpenDbAsync();
        return await db.Customers.Where(row => row.Code == code).Select(row => row.Id).SingleAsync();
    }

    // The step at which the instance waits.
    private static async Task<string> StandsAsync(Running.Company company, string instance) =>
        string.Join(',', (await company.Get<IWorkflowInstanceStore>().FindAsync(new WorkflowInstanceFilter { Id = instance }))!.WorkflowState.Bookmarks.Select(bookmark => bookmark.ActivityId).Order());

    private static async Task<WorkflowStatus> StatusAsync(Running.Company company, string instance) =>
        (await company.Get<IWorkflowInstanceStore>().FindAsync(new WorkflowInstanceFilter { Id = instance }))!.Status;

    // Who was told how many items.
    private static async Task<List<string>> ToldAsync(Running.Company company)
    {
        await using var db = await company.OpenDbAsync();
        var rows = await db.ReminderNotices.Where(row => row.SentAt != null && !row.Copy).Join(db.Users, row => row.RecipientId, person => person.Id, (row, person) => person.UserName!).ToListAsync();
        return [.. rows.GroupBy(name => name).Select(group => $"{group.Key}:{group.Count()}").Order()];
    }
}
