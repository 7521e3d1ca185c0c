using Elsa.Scheduling.Activities;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Filters;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Dunning;
using static ProcessSales.Activities.Tests.Running.Settlers;
using Timer = Elsa.Scheduling.Activities.Timer;

namespace ProcessSales.Activities.Tests;

/// <summary>Processes that the clock starts, as the calendar of what comes up tells of them.</summary>
public sealed class ForetoldTimers
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task What_starts_a_process_by_the_clock_is_foretold_on_the_days_and_at_the_hours_at_which_it_starts(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        // Published on Monday 2026-09-14 at 10:00: every 36 hours, at half past eight on working days by the rule of a cron expression, and once.
        await PublishAsync(company, "every-36-hours", new Timer(TimeSpan.FromHours(36)));
        await PublishAsync(company, "weekday-mornings", Cron.FromCronExpression("30 8 * * 1-5"));
        await PublishAsync(company, "once", new StartAt(new DateTimeOffset(2026, 9, 17, 7, 15, 0, TimeSpan.Zero)));
        var clock = company.Get<CompanyClock>();
        var foretold = (await TimersAsync(company, FinM, 7)).ConvertAll(one => $"{one.Day:yyyy-MM-dd} {one.Text}");
        Assert.Equal(
            [
                "2026-09-15 08:30 · weekday-mornings · 30 8 * * 1-5", "2026-09-15 22:00 · every-36-hours · 1.12:00:00", "2026-09-16 08:30 · weekday-mornings · 30 8 * * 1-5",
                "2026-09-17 08:30 · weekday-mornings · 30 8 * * 1-5", "2026-09-17 10:00 · every-36-hours · 1.12:00:00", "2026-09-17 15:15 · once",
                "2026-09-18 08:30 · weekday-mornings · 30 8 * * 1-5", "2026-09-18 22:00 · every-36-hours · 1.12:00:00", "2026-09-20 10:00 · every-36-hours · 1.12:00:00",
                "2026-09-21 08:30 · weekday-mornings · 30 8 * * 1-5", "2026-09-21 22:00 · every-36-hours · 1.12:00:00",
            ],
            foretold);
        // What starts a process is for those who look after processes, and stands with no payer.
        Assert.Empty(await TimersAsync(company, Kam, 7));
        Assert.DoesNotContain(await company.Get<ComingUp>().ListAsync(FinM, "C01", 7), one => one.Kind == ComingKind.Timer);

        // And so it comes: nothing a minute before, one instance at the moment.
        for (var started = 0; started < foretold.Count; started++)
        {
            var moment = clock.At(DateOnly.Parse(foretold[started][..10]), TimeOnly.Parse(foretold[started][11..16]));
            company.Clock.Advance(moment.AddMinutes(-1) - company.Clock.GetUtcNow());
            await Running.Company.EventuallyAsync(async () => await StartedAsync(company) == started);
            company.Clock.Advance(TimeSpan.FromMinutes(1));
            await Running.Company.EventuallyAsync(async () =>
            {
                // The engine's clock may have set itself to sleep for up to a minute at the very moment at which time was moved; and a timer
                // must have been put to its next moment before time goes on, or that moment counts as missed.
                company.Clock.Advance(TimeSpan.FromSeconds(10));
                return await StartedAsync(company) == started + 1 && await BeingFiredAsync(company) == 0;
            });
        }
    }

    [Fact]
    public async Task One_that_repeats_within_a_day_stands_there_once_a_day_and_a_process_that_is_taken_back_no_more()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await PublishAsync(company, "quarter-hours", new Timer(TimeSpan.FromMinutes(15)));
        await PublishAsync(company, "hours", Cron.FromCronExpression("0 * * * *"));
        Assert.Equal(
            ["09-14 10:15 quarter-hours", "09-14 11:00 hours", "09-15 00:00 hours", "09-15 00:00 quarter-hours", "09-16 00:00 hours", "09-16 00:00 quarter-hours"],
            (await TimersAsync(company, FinM, 2)).Select(one => $"{one.Day:MM-dd} {one.Text![..5]} {one.Text.Split(" · ")[1]}").Order(StringComparer.Ordinal));
        await using var scope = company.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IWorkflowDefinitionPublisher>().RetractAsync("quarter-hours");
        Assert.All(await TimersAsync(company, FinM, 2), one => Assert.Contains("hours · 0 * * * *", one.Text));
    }

    private static async Task<List<ComingEvent>> TimersAsync(Running.Company company, Guid person, int days) =>
        [.. (await company.Get<ComingUp>().ListAsync(person, null, days)).Where(one => one.Kind == ComingKind.Timer).OrderBy(one => one.Day).ThenBy(one => one.Text, StringComparer.Ordinal)];

    private static async Task PublishAsync(Running.Company company, string process, Trigger trigger)
    {
        await using var scope = company.Services.CreateAsyncScope();
        var publisher = scope.ServiceProvider.GetRequiredService<IWorkflowDefinitionPublisher>();
        trigger.CanStartWorkflow = true;
        var definition = await publisher.NewAsync(new Sequence { Activities = { trigger } });
        (definition.DefinitionId, definition.Name) = (process, process);
        Assert.True((await publisher.PublishAsync(definition)).Succeeded);
    }

    private static async Task<long> BeingFiredAsync(Running.Company company)
    {
        await using var db = await company.OpenDbAsync();
        return await db.Database.SqlQuery<long>($"SELECT count(*) AS \"Value\" FROM ElsaTimers WHERE ClaimedUntil > 0").SingleAsync();
    }

    private static async Task<long> StartedAsync(Running.Company company)
    {
        await using var scope = company.Services.CreateAsyncScope();
        var instances = scope.ServiceProvider.GetRequiredService<IWorkflowInstanceStore>();
        var count = 0L;
        foreach (var process in (string[])["every-36-hours", "weekday-mornings", "once"]) count += await instances.CountAsync(new WorkflowInstanceFilter { DefinitionId = process });
        return count;
    }
}
