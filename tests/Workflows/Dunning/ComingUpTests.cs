using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Dunning;

namespace ProcessSales.Workflows.Tests.Dunning;

public sealed class ComingUpTests
{
    [Fact]
    public async Task Over_a_simulated_year_what_it_foretold_is_what_was_sent()
    {
        await using var oracle = await Oracle.OpenAsync(today: new(2026, 1, 5));
        var business = oracle.Business;
        await business.WriteAsync(async db =>
        {
            // A make-up Sunday, the spring festival, a pause and days due all over the year.
            var payer = await db.Customers.Where(row => row.Code == "C03").Select(row => row.Id).SingleAsync();
            foreach (var (due, index) in new[] { "2026-01-03", "2026-02-14", "2026-02-20", "2026-05-04", "2026-06-20", "2026-09-26", "2026-10-03", "2026-10-10", "2026-12-31" }.Select((due, index) => (due, index)))
                db.Receivables.Add(Oracle.New(payer, $"Y-{index}", 100, DateOnly.Parse(due)));
            db.DunningPauses.Add(new() { Id = Guid.NewGuid(), PayerId = payer, From = new(2026, 1, 5), Until = new(2026, 1, 30), Reason = "年度对账", ApprovedById = (await db.Users.FirstAsync()).Id });
        });
        var finance = await business.PersonAsync("he.mingqian");
        var foretold = (await business.Get<ComingUp>().ListAsync(finance, null, 350)).Where(one => one.Kind == ComingKind.Reminder)
            .Select(one => $"{one.Day:yyyy-MM-dd} {one.Number} {one.Rung}").Order(StringComparer.Ordinal).ToList();
        for (var day = new DateOnly(2026, 1, 5); day <= new DateOnly(2026, 12, 21); day = day.AddDays(1))
        {
            oracle.Go(day);
            await oracle.Runner.RunIfDueAsync();
        }

        var sent = (await business.ReadAsync(db => db.Reminders.Where(row => row.State == ReminderState.Sent && row.RunId != null)
                .Join(db.Receivables, row => row.ReceivableId, item => item.Id, (row, item) => new { row.Day, item.Number, row.Rank }).ToListAsync()))
            .Select(row => $"{row.Day:yyyy-MM-dd} {row.Number} {Reminder.RungOf(row.Rank)}").Order(StringComparer.Ordinal).ToList();
        Assert.True(foretold.Count > 100);
        Assert.Equal(foretold, sent);
    }

    [Fact]
    public async Task T_11_a_rule_that_is_changed_while_a_thousand_schedules_exist_changes_them_all_as_the_preview_said()
    {
        await using var oracle = await Oracle.OpenAsync();
        var business = oracle.Business;
        await business.WriteAsync(async db =>
        {
            var payers = await db.Customers.Select(row => row.Id).ToListAsync();
            for (var i = 0; i < 1_000; i++) db.Receivables.Add(Oracle.New(payers[i % payers.Count], $"T-{i:D4}", 100 + i, Oracle.Wednesday.AddDays((i % 60) - 20)));
        });
        var finance = await business.PersonAsync("he.mingqian");
        var coming = business.Get<ComingUp>();
        // From the next Monday on class A is called a day later and asked in writing earlier.
        var monday = new DateOnly(2026, 11, 30);
        var steps = Ladder.Usual.Steps.Select(step => step.Level switch { ReminderLevel.O1 => step with { Days = 2 }, ReminderLevel.O2 => step with { Days = 5 }, _ => step }).ToList();
        var preview = await coming.PreviewAsync(finance, new("A", monday, steps), null, 90);
        Assert.NotEmpty(preview.Gone);
        Assert.NotEmpty(preview.New);
        Assert.All(preview.Gone.Concat(preview.New), one => Assert.Contains(one.PayerCode, (string[])["C01", "C02", "C03"]));
        Assert.True(preview.Before.ToHashSet().SetEquals((await coming.ListAsync(finance, null, 90)).Where(one => one.Kind == ComingKind.Reminder)));

        await business.Get<Ladders>().SaveAsync(finance, "A", monday, steps);
        var after = (await coming.ListAsync(finance, null, 90)).Where(one => one.Kind == ComingKind.Reminder).ToHashSet();
        Assert.True(after.SetEquals(preview.After));

        // And the runs do what was shown.
        foreach (var day in new[] { Oracle.Wednesday, Oracle.Wednesday.AddDays(1), Oracle.Wednesday.AddDays(2), monday, monday.AddDays(1) })
        {
            oracle.Go(day);
            await oracle.Runner.RunIfDueAsync();
            Assert.Equal(
                preview.After.Where(one => one.Day == day).Select(one => $"{one.Number} {one.Rung}").Order(StringComparer.Ordinal),
                (await oracle.SentAsync(day)).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Windows_promises_and_next_actions_stand_in_the_calendar_of_those_who_may_see_the_payer()
    {
        await using var oracle = await Oracle.OpenAsync();
        var business = oracle.Business;
        var lin = await business.PersonAsync("lin.zhiyuan");
        await business.Get<CollectionDesk>().LogAsync(lin, new(await oracle.PayerAsync("C01"), ContactKind.Phone, "财务 周会计", NonPaymentReason.InProcess, "本周排款", Oracle.Wednesday.AddDays(2)));
        var events = await business.Get<ComingUp>().ListAsync(lin, null, 30);
        Assert.Equal(["C01"], events.Select(one => one.PayerCode).Distinct());
        Assert.Contains(events, one => one.Kind == ComingKind.Promise && one.Day == Oracle.Wednesday.AddDays(3));
        Assert.Contains(events, one => one.Kind == ComingKind.NextAction && one.Day == Oracle.Wednesday.AddDays(2));
        Assert.Equal([new(2026, 12, 1), new DateOnly(2026, 12, 15)], events.Where(one => one.Kind == ComingKind.InvoiceWindow).Select(one => one.Day));
        Assert.Empty(await business.Get<ComingUp>().ListAsync(lin, "C05", 30));
    }
}
