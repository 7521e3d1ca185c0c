using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Listings;
using ProcessSales.Workflows.Statements;

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
            // A make-up Sunday, the spring festival, a pause and days due all over the year; a chain that is reminded from its pay day.
            var late = await db.Customers.SingleAsync(row => row.Code == "C02");
            late.ReminderBase = ReminderBase.ExpectedPay;
            foreach (var (due, index) in new[] { "2026-02-12", "2026-05-01", "2026-09-20" }.Select((due, index) => (due, index)))
            {
                var item = Oracle.New(late.Id, $"E-{index}", 100, DateOnly.Parse(due));
                item.ExpectedOn = item.DueOn.AddDays(13);
                db.Receivables.Add(item);
            }

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

        var sent = (await business.ReadAsync(db => db.Reminders.Where(row => row.RunId != null)
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

    [Fact]
    public async Task What_fires_beside_the_levels_stands_in_the_calendar_on_the_day_on_which_it_does()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, coming) = (oracle.Business, oracle.Business.Get<ComingUp>());
        var finance = await business.PersonAsync("he.mingqian");
        await oracle.Runner.RunAsync();
        // Nobody answers O2 of AR-06: the third working day tells the area manager.
        Assert.Contains(await coming.ListAsync(finance, "C04", 30), one => one is { Kind: ComingKind.Unanswered, Number: "AR-06", Who: "许暮云" } && one.Day == new DateOnly(2026, 11, 30));
        // Put off by a day, it comes again to the same person.
        await business.Get<CollectionDesk>().SnoozeAsync(await business.PersonAsync("han.shiyu"), await oracle.PayerAsync("C04"), 1, "出差");
        Assert.Contains(await coming.ListAsync(finance, "C04", 30), one => one is { Kind: ComingKind.Again, Number: "AR-06", Who: "韩时雨" } && one.Day == new DateOnly(2026, 11, 26));

        var store = await business.ReadAsync(db => db.Stores.Where(row => row.Code == "C02-01").Select(row => row.Id).SingleAsync());
        var file = await business.Get<ComplaintDesk>().RegisterAsync(await business.PersonAsync("su.xiaoman"), new(Guid.NewGuid(), ComplaintType.Service, ComplaintSource.Consumer, "收银员态度不好,顾客要求道歉") { StoreId = store });
        var chain = await oracle.PayerAsync("C02");
        await business.WriteAsync(db =>
        {
            db.Statements.Add(new() { Id = Guid.NewGuid(), CaseId = file, Number = "ST-1", CustomerId = chain, Month = new(2026, 11, 1), State = StatementState.Agreed, Agreed = 7_880, WindowFrom = new(2026, 12, 5), WindowUntil = new(2026, 12, 5) });
            return Task.CompletedTask;
        });
        var events = await coming.ListAsync(finance, "C02", 30);
        // Wednesday 9:00: four working hours for the reply, two days for the plan, five to close it.
        Assert.Equal(["2026-11-25 C · reply", "2026-11-26 C · plan", "2026-12-01 C · close"], events.Where(one => one.Kind == ComingKind.Complaint).Select(one => $"{one.Day:yyyy-MM-dd} {one.Text}"));
        Assert.Contains(events, one => one is { Kind: ComingKind.WindowNotice, Number: "ST-1", Amount: 7_880, Who: "苏小满、程一诺" } && one.Day == new DateOnly(2026, 12, 2));
        Assert.DoesNotContain(await coming.ListAsync(finance, "C04", 30), one => one.Kind is ComingKind.Complaint or ComingKind.WindowNotice);
        oracle.Go(new(2026, 12, 1));
        Assert.Equal("", await WindowNoticesAsync(oracle));
        oracle.Go(new(2026, 12, 2));
        Assert.Equal("cheng.yinuo,su.xiaoman", await WindowNoticesAsync(oracle));
        Assert.DoesNotContain(await coming.ListAsync(finance, "C02", 30), one => one.Kind == ComingKind.WindowNotice);
    }

    [Fact]
    public async Task Clocks_of_listings_stand_in_the_calendar_on_the_day_on_which_they_tell()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, coming, today) = (oracle.Business, oracle.Business.Get<ComingUp>(), Oracle.Wednesday);
        var (lin, payer) = (await business.PersonAsync("lin.zhiyuan"), await oracle.PayerAsync("C01"));
        await business.WriteAsync(async db =>
        {
            var area = await db.Customers.Where(row => row.Id == payer).Select(row => row.AreaId).SingleAsync();
            var store = await db.Stores.Where(row => row.Code == "C01-01").Select(row => row.Id).SingleAsync();
            var product = await db.Products.Select(row => row.Code).FirstAsync();
            var file = new Case { Id = Guid.NewGuid(), Number = "NL-1", Process = "product-listing", InstanceId = "nl-1", State = CaseState.Running, Title = "黑芝麻燕麦脆", OwnerId = lin, AreaId = area, CustomerCode = "C01", CreatedAt = business.Clock.GetUtcNow() };
            var request = new ListingRequest { Id = Guid.NewGuid(), CaseId = file.Id, CustomerId = payer, State = ListingState.Negotiating, Side = ListingSide.Retailer, LastWordOn = today.AddDays(-2), TargetShelfOn = today.AddDays(10), CreatedAt = business.Clock.GetUtcNow() };
            db.Cases.Add(file);
            db.Listings.Add(request);
            db.ListingLines.Add(new() { Id = Guid.NewGuid(), RequestId = request.Id, ProductCode = product, StoreId = store, State = LineState.Delivered, StateOn = today.AddDays(-1) });
        });
        var events = (await coming.ListAsync(lin, null, 30)).Where(one => one.Kind == ComingKind.Listing).ToList();
        Assert.Equal(
            ["2026-11-27 shelf 林知远", "2026-11-30 silent 林知远", "2026-12-05 target 林知远", "2026-12-08 silent 江叙白"],
            events.Select(one => $"{one.Day:yyyy-MM-dd} {one.Text!.Split(' ')[0]} {one.Who}"));
        foreach (var (day, told) in new[] { (0, ""), (1, ""), (2, "listing-not-on-shelf"), (5, "listing-silent"), (13, "listing-silent-long") })
        {
            oracle.Go(today.AddDays(day));
            var before = await ToldAsync();
            await business.Get<ListingClock>().SweepAsync();
            Assert.Equal(told, string.Join(',', (await ToldAsync()).Except(before)));
        }

        Task<List<string>> ToldAsync() => business.ReadAsync(db => db.Notifications.Where(row => row.Template.StartsWith("listing-")).Select(row => row.Template).Distinct().ToListAsync());
    }

    [Fact]
    public async Task One_item_tells_what_was_sent_what_comes_next_and_what_holds_it_back()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, coming) = (oracle.Business, oracle.Business.Get<ComingUp>());
        await oracle.Runner.RunAsync();
        var finance = await business.PersonAsync("he.mingqian");
        var late = (await coming.ItemAsync(finance, await oracle.ItemAsync("AR-20")))!;
        Assert.Equal(["R1 Skipped", "R2 Skipped", "R3 Skipped", "O1 Sent"], late.Sent.Select(level => $"{level.Rung} {level.State}"));
        Assert.Equal(("O2", new DateOnly(2026, 12, 1)), (late.Next!.Rung.ToString(), late.Next.Day));
        Assert.NotNull(late.File);
        Assert.Equal(LeftOut.Promised, (await coming.ItemAsync(finance, await oracle.ItemAsync("AR-08")))!.Why);
        Assert.Equal(LeftOut.Disputed, (await coming.ItemAsync(finance, await oracle.ItemAsync("AR-14")))!.Why);
        Assert.Equal(LeftOut.SmallRest, (await coming.ItemAsync(finance, await oracle.ItemAsync("AR-16")))!.Why);
        Assert.Null(await coming.ItemAsync(finance, await oracle.ItemAsync("AR-17")));
        await Assert.ThrowsAsync<RefusedException>(async () => await coming.ItemAsync(await business.PersonAsync("han.shiyu"), await oracle.ItemAsync("AR-20")));
    }

    private static async Task<string> WindowNoticesAsync(Oracle oracle)
    {
        await oracle.Business.Get<StatementCourse>().WatchWindowsAsync();
        return string.Join(',', await oracle.Business.ReadAsync(db => db.Notifications.Where(row => row.Template == "window-soon").Join(db.Users, row => row.RecipientId, person => person.Id, (_, person) => person.UserName!).OrderBy(name => name).ToListAsync()));
    }
}
