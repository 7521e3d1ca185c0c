using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tests.Dunning;

/// <summary>What people do about money that is due: promises, holds, pauses, talks, letters.</summary>
public sealed class DeskTests
{
    private static readonly DateOnly Today = Oracle.Wednesday;

    [Fact]
    public async Task A_broken_promise_proposes_a_hold_that_finance_confirms_and_the_payment_releases()
    {
        await using var oracle = await Oracle.OpenAsync();
        var business = oracle.Business;
        var (zhou, finance, payer) = (await business.PersonAsync("zhou.yiheng"), await business.PersonAsync("he.mingqian"), await oracle.PayerAsync("C03"));
        // Two promises that nobody keeps.
        for (var i = 0; i < 2; i++)
            await business.Get<PromiseDesk>().TakeAsync(zhou, new(payer, [await oracle.ItemAsync("AR-05")], 64_000, Today.AddDays(1), "财务 李经理", ContactKind.Phone));
        oracle.Go(Today.AddDays(5));
        await oracle.Runner.RunAsync();
        Assert.Equal(2, await business.ReadAsync(db => db.Promises.CountAsync(row => row.PayerId == payer && row.State == PromiseState.Broken)));
        // Nobody is told of it twice, and the KAM and the area manager are told.
        Assert.Contains(await oracle.MessagesAsync(), message => message.StartsWith("C03 唐知夏", StringComparison.Ordinal) && message.Contains("PromiseBroken", StringComparison.Ordinal));
        var desk = business.Get<CreditHoldDesk>();
        await Assert.ThrowsAsync<RefusedException>(() => desk.ConfirmAsync(zhou, payer, null));
        await desk.ConfirmAsync(finance, payer, null);
        Assert.NotNull(await business.ReadAsync(db => db.Customers.Where(row => row.Id == payer).Select(row => row.CreditHold).SingleAsync()));
        Assert.Contains(await business.ReadAsync(db => db.Notifications.Where(row => row.Template == "hold-confirmed").Select(row => row.RecipientId).ToListAsync()), person => person == zhou);

        await oracle.PayAsync("AR-05");
        await oracle.PayAsync("AR-15");
        oracle.Go(Today.AddDays(6));
        await oracle.Runner.RunAsync();
        Assert.Null(await business.ReadAsync(db => db.Customers.Where(row => row.Id == payer).Select(row => row.CreditHold).SingleAsync()));
        Assert.Equal(CreditHoldState.Released, await business.ReadAsync(db => db.CreditHolds.Where(row => row.PayerId == payer).Select(row => row.State).SingleAsync()));
    }

    [Fact]
    public async Task A_promise_that_lies_far_ahead_counts_only_when_both_have_agreed()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, desk) = (oracle.Business, oracle.Business.Get<PromiseDesk>());
        var id = await desk.TakeAsync(await business.PersonAsync("han.shiyu"), new(await oracle.PayerAsync("C04"), [await oracle.ItemAsync("AR-06")], 12_450, Today.AddDays(31), "采购", ContactKind.Visit));
        Assert.Equal(PromiseState.Proposed, await StateAsync());
        // Both are told that they are asked, and whoever took it down what became of it.
        Assert.Equal("he.mingqian,lu.tingchuan", await ToldAsync("far-day-asked"));
        await desk.AgreeAsync(await business.PersonAsync("lu.tingchuan"), id);
        Assert.Equal(PromiseState.Proposed, await StateAsync());
        await desk.AgreeAsync(await business.PersonAsync("he.mingqian"), id);
        Assert.Equal(PromiseState.Open, await StateAsync());
        Assert.Equal("han.shiyu", await ToldAsync("far-day-decided"));
        await oracle.Runner.RunAsync();
        Assert.DoesNotContain("AR-06 O2", await oracle.SentAsync(Today));

        async Task<string> ToldAsync(string template) => string.Join(',', await business.ReadAsync(db =>
            db.Notifications.Where(row => row.Template == template).Join(db.Users, row => row.RecipientId, person => person.Id, (_, person) => person.UserName!).OrderBy(name => name).ToListAsync()));

        Task<PromiseState> StateAsync() => business.ReadAsync(db => db.Promises.Where(row => row.Id == id).Select(row => row.State).SingleAsync());
    }

    [Fact]
    public async Task A_promise_keeps_what_shows_it_and_is_looked_at_on_the_day_that_was_written_down()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, desk, payer) = (oracle.Business, oracle.Business.Get<PromiseDesk>(), await oracle.PayerAsync("C04"));
        var han = await business.PersonAsync("han.shiyu");
        await oracle.Runner.RunAsync();
        var word = new NewPromise(payer, [await oracle.ItemAsync("AR-06")], 12_450, Today.AddDays(12), "采购 陈经理", ContactKind.WeChat);
        Assert.Equal("promise.check", (await Assert.ThrowsAsync<RefusedException>(() => desk.TakeAsync(han, word with { CheckOn = Today.AddDays(13) }))).Refusals[0].Key);
        await using var shown = new MemoryStream("%PDF-1.4\n%%EOF\n"u8.ToArray());
        var id = await desk.TakeAsync(han, word with { CheckOn = Today.AddDays(5), Proof = ("聊天记录.pdf", shown) });
        Assert.Equal("聊天记录.pdf", await business.ReadAsync(db => db.Promises.Where(row => row.Id == id).Join(db.Attachments, row => row.ProofId, file => (Guid?)file.Id, (_, file) => file.FileName).SingleAsync()));
        Assert.Contains(await business.Get<ComingUp>().ListAsync(han, "C04", 30), one => one is { Kind: ComingKind.NextAction, Text: "采购 陈经理" } && one.Day == Today.AddDays(5));
        oracle.Go(Today.AddDays(5));
        await oracle.Runner.RunAsync();
        Assert.Contains(await oracle.MessagesAsync(), message => message.StartsWith("C04 韩时雨", StringComparison.Ordinal) && message.Contains("PromiseAhead", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pause_needs_a_manager_and_a_reason_lasts_thirty_days_at_most_and_ends_by_itself()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, desk, payer) = (oracle.Business, oracle.Business.Get<CollectionDesk>(), await oracle.PayerAsync("C04"));
        var manager = await business.PersonAsync("xu.muyun");
        Assert.Equal("required", (await Assert.ThrowsAsync<RefusedException>(() => desk.PauseAsync(manager, payer, Today, " "))).Refusals[0].Key);
        Assert.Equal("pause.days", (await Assert.ThrowsAsync<RefusedException>(() => desk.PauseAsync(manager, payer, Today.AddDays(31), "对账"))).Refusals[0].Key);
        var han = await business.PersonAsync("han.shiyu");
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => desk.PauseAsync(han, payer, Today, "对账"))).Kind);
        await desk.PauseAsync(manager, payer, Today, "对账");
        await oracle.Runner.RunAsync();
        Assert.DoesNotContain("AR-06 O2", await oracle.SentAsync(Today));
        oracle.Go(Today.AddDays(1));
        await oracle.Runner.RunAsync();
        Assert.Contains("AR-06 O2", await oracle.SentAsync(Today.AddDays(1)));
    }

    [Fact]
    public async Task One_receivable_is_paused_alone_with_a_reason_and_the_payers_others_go_on()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, desk, coming) = (oracle.Business, oracle.Business.Get<CollectionDesk>(), oracle.Business.Get<ComingUp>());
        var (manager, finance, item) = (await business.PersonAsync("jiang.xubai"), await business.PersonAsync("he.mingqian"), await oracle.ItemAsync("AR-20"));
        Assert.Equal("required", (await Assert.ThrowsAsync<RefusedException>(() => desk.PauseItemAsync(manager, item, Today, " "))).Refusals[0].Key);
        var lin = await business.PersonAsync("lin.zhiyuan");
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => desk.PauseItemAsync(lin, item, Today, "对账"))).Kind);
        var other = await business.PersonAsync("xu.muyun");
        await Assert.ThrowsAsync<RefusedException>(() => desk.PauseItemAsync(other, item, Today, "对账"));
        await desk.PauseItemAsync(manager, item, Today.AddDays(2), "对账");
        await oracle.Runner.RunAsync();
        var sent = await oracle.SentAsync(Today);
        Assert.DoesNotContain("AR-20 O1", sent);
        Assert.Contains("AR-02 R1", sent);
        var standing = (await coming.ItemAsync(finance, item))!;
        Assert.Equal((LeftOut.Paused, new ItemPause(Today.AddDays(2), "对账", "江叙白", false)), (standing.Why, standing.Pause));
        Assert.Equal(("O1", new DateOnly(2026, 11, 30), (Rung?)null), (standing.Next!.Rung.ToString(), standing.Next.Day, standing.Stands));
        // The workflow says that one of them is paused, and the others are not.
        Assert.EndsWith("⏸ 1 ×", (await business.ReadAsync(db => db.Cases.SingleAsync(row => row.Id == standing.File!.Id))).StateNote);
        Assert.Null((await coming.ItemAsync(finance, await oracle.ItemAsync("AR-02")))!.Pause);
        Assert.Contains(await coming.ListAsync(finance, "C01", 30), one => one is { Kind: ComingKind.PauseEnds, Text: "AR-20 · 对账" } && one.Day == Today.AddDays(3));

        oracle.Go(Today.AddDays(1));
        await desk.ResumeItemAsync(finance, item);
        await oracle.Runner.RunAsync();
        Assert.Contains("AR-20 O1", await oracle.SentAsync(Today.AddDays(1)));
        standing = (await coming.ItemAsync(finance, item))!;
        Assert.Equal(("O1", (ItemPause?)null), (standing.Stands.ToString(), standing.Pause));
        Assert.Equal("R1 Skipped|R2 Skipped|R3 Skipped|O1 Sent|O2 |O3 |O4 |O5 |O6 |Q1 ", string.Join('|', standing.Ladder.Select(rung => $"{rung.Rung} {rung.State}")));
        Assert.Equal(standing.Next!.Day, standing.Ladder.Single(rung => rung.Rung == standing.Next.Rung).Day);
        // One that comes late in a pause is told when the pause is over, as everything that is late: once, at its true age.
        await desk.PauseItemAsync(manager, item, Today.AddDays(20), "复核");
        oracle.Go(new(2026, 12, 16));
        await oracle.Runner.RunAsync();
        Assert.Contains("AR-20 O3", await oracle.SentAsync(new(2026, 12, 16)));
    }

    [Fact]
    public async Task The_demand_letter_sends_the_kam_to_a_store_of_the_payer_until_the_money_is_there()
    {
        await using var oracle = await Oracle.OpenAsync();
        var business = oracle.Business;
        await oracle.Runner.RunAsync();
        var (lin, payer) = (await business.PersonAsync("lin.zhiyuan"), await oracle.PayerAsync("C01"));
        var visit = await business.ReadAsync(db => db.OpenIssues.SingleAsync(row => row.Source == IssueSource.Payment));
        Assert.Equal((lin, payer, IssueState.Open), (visit.OwnerId, visit.CustomerId!.Value, visit.State));
        Assert.Equal("上门催收 Visit for payment: AR-09 ¥38,600.00", visit.Title);
        Assert.Equal((payer, lin), await business.ReadAsync(db => db.Stores.Where(row => row.Id == visit.StoreId).Select(row => new ValueTuple<Guid, Guid>(row.CustomerId, row.OwnerId)).SingleAsync()));
        // Whoever prepares a visit there sees it, and the calendar names its last day.
        Assert.Contains((await business.Get<IssueBook>().OfAsync([visit.StoreId!.Value], Today, default))[visit.StoreId.Value], matter => matter.Id == visit.Id);
        Assert.Contains(await business.Get<ComingUp>().ListAsync(lin, "C01", 30), one => one.Kind == ComingKind.Issue && one.Day == visit.DueOn && one.Link == $"/issues/{visit.Id}");
        await oracle.PayAsync("AR-09");
        oracle.Go(Today.AddDays(1));
        await oracle.Runner.RunAsync();
        Assert.Equal(IssueState.Closed, await business.ReadAsync(db => db.OpenIssues.Where(row => row.Source == IssueSource.Payment).Select(row => row.State).SingleAsync()));
    }

    [Fact]
    public async Task A_reminder_is_put_off_twice_at_most_and_one_that_nobody_answers_goes_to_the_superior()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, desk, payer) = (oracle.Business, oracle.Business.Get<CollectionDesk>(), await oracle.PayerAsync("C04"));
        var han = await business.PersonAsync("han.shiyu");
        await oracle.Runner.RunAsync();
        Assert.Equal("snooze.days", (await Assert.ThrowsAsync<RefusedException>(() => desk.SnoozeAsync(han, payer, 3, "出差"))).Refusals[0].Key);
        await desk.SnoozeAsync(han, payer, 1, "出差");
        oracle.Go(Today.AddDays(1));
        await oracle.Runner.RunAsync();
        Assert.Contains(await oracle.MessagesAsync(), message => message.StartsWith("C04 韩时雨", StringComparison.Ordinal) && message.Contains("Again", StringComparison.Ordinal));
        await desk.SnoozeAsync(han, payer, 1, "仍在出差");
        oracle.Go(Today.AddDays(2));
        await oracle.Runner.RunAsync();
        Assert.Equal("snooze.often", (await Assert.ThrowsAsync<RefusedException>(() => desk.SnoozeAsync(han, payer, 1, "再等等"))).Refusals[0].Key);
        // Three working days later without an answer: his area manager.
        oracle.Go(new(2026, 12, 2));
        await oracle.Runner.RunAsync();
        Assert.Contains(await oracle.MessagesAsync(), message => message.StartsWith("C04 许暮云", StringComparison.Ordinal) && message.Contains("Unanswered", StringComparison.Ordinal));
        // Levels from O4 on cannot be put off.
        Assert.Equal("snooze.serious", (await Assert.ThrowsAsync<RefusedException>(async () => await desk.SnoozeAsync(await business.PersonAsync("gu.xingzhou"), await oracle.PayerAsync("C05"), 1, "等等"))).Refusals[0].Key);
    }

    [Fact]
    public async Task A_contact_needs_a_next_date_answers_the_reminders_and_sends_our_own_faults_to_finance()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, desk, payer) = (oracle.Business, oracle.Business.Get<CollectionDesk>(), await oracle.PayerAsync("C04"));
        var han = await business.PersonAsync("han.shiyu");
        await oracle.Runner.RunAsync();
        Assert.Contains((await Assert.ThrowsAsync<RefusedException>(() => desk.LogAsync(han, new(payer, ContactKind.Phone, "财务", null, "没人接", null)))).Refusals, problem => problem is { Field: "NextOn", Key: "required" });
        await desk.LogAsync(han, new(payer, ContactKind.Phone, "财务 陈女士", NonPaymentReason.NoInvoice, "没有收到发票", Today.AddDays(1)));
        Assert.False(await business.ReadAsync(db => db.ReminderNotices.AnyAsync(row => row.PayerId == payer && row.RecipientId == han && row.AnsweredAt == null)));
        oracle.Go(Today.AddDays(1));
        await oracle.Runner.RunAsync();
        Assert.Contains(await oracle.MessagesAsync(), message => message == "C04 程一诺 (OurFault)");
        oracle.Go(new(2026, 12, 2));
        await oracle.Runner.RunAsync();
        Assert.DoesNotContain(await oracle.MessagesAsync(), message => message.StartsWith("C04 许暮云", StringComparison.Ordinal) && message.Contains("Unanswered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_letter_over_two_invoices_stays_open_when_only_the_second_is_paid()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, letters) = (oracle.Business, oracle.Business.Get<LetterDesk>());
        await oracle.Runner.RunAsync();
        var han = await business.PersonAsync("han.shiyu");
        var id = await letters.DraftAsync(han, await oracle.PayerAsync("C04"), LetterTone.Demand, [await oracle.ItemAsync("AR-06"), await oracle.ItemAsync("AR-07")]);
        await oracle.PayAsync("AR-06");
        var view = await letters.ViewAsync(han, id);
        Assert.True(view.IsOpen);
        Assert.Equal((22_320m, 9_870m), (view.Total, view.Left));
        await oracle.PayAsync("AR-07");
        Assert.False((await letters.ViewAsync(han, id)).IsOpen);

        // The run itself drafts: a friendly letter at O2, a demand at O3.
        Assert.Equal(3, await business.ReadAsync(db => db.DunningLetters.CountAsync(row => row.DraftedOn == Today && row.Tone != LetterTone.Final && row.Id != id)));
        // Sent, then proven with a file that is kept.
        await letters.SendAsync(han, id, LetterRoute.Courier, Today);
        await using var proof = new MemoryStream("%PDF-1.4\n%%EOF\n"u8.ToArray());
        await letters.ProveAsync(han, id, Today, "签收单.pdf", proof);
        Assert.Equal("签收单.pdf", (await letters.ViewAsync(han, id)).ProofName);
        // Nobody else's letter can be seen.
        await Assert.ThrowsAsync<RefusedException>(async () => await letters.ViewAsync(await business.PersonAsync("lin.zhiyuan"), id));
    }

    [Fact]
    public async Task The_limitation_period_is_warned_of_two_and_a_half_years_after_the_last_proof()
    {
        await using var oracle = await Oracle.OpenAsync();
        var business = oracle.Business;
        var payer = await oracle.PayerAsync("C03");
        await business.WriteAsync(async db =>
        {
            db.Receivables.Add(Oracle.New(payer, "OLD-1", 900, Today.AddMonths(-30)));
            db.Receivables.Add(Oracle.New(payer, "OLD-2", 900, Today.AddMonths(-30).AddDays(1)));
            await Task.CompletedTask;
        });
        await oracle.Runner.RunAsync();
        var warned = await business.ReadAsync(db => db.ReminderNotices.Where(row => row.Kind == NoticeKind.Limitation).Join(db.Receivables, row => row.ReceivableId, item => (Guid?)item.Id, (row, item) => item.Number).Distinct().ToListAsync());
        Assert.Equal(["OLD-1"], warned);
    }

    [Fact]
    public async Task R_31_after_six_hours_without_the_mail_server_each_reminder_of_the_morning_goes_out_once()
    {
        await using var oracle = await Oracle.OpenAsync();
        var business = oracle.Business;
        await using var server = new Notifications.MailServer();
        var pump = PumpTo(business, server.Port);
        await oracle.Runner.RunAsync();
        for (var minute = 0; minute < 360; minute += 10)
        {
            Assert.Equal(0, await pump.SendDueAsync());
            business.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        // The runs go on meanwhile and add nothing for the same levels.
        Assert.Equal(0, (await oracle.Runner.RunAsync())!.Sent);
        Assert.NotNull(await business.ReadAsync(db => db.Deliveries.Where(row => row.LastError != null).Select(row => row.LastError).FirstAsync()));
        server.Start();
        for (var minute = 0; minute < 40; minute++)
        {
            await pump.SendDueAsync();
            business.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(9, server.Taken.Count);
        var states = await business.ReadAsync(db => db.Deliveries
            .Where(row => db.Notifications.Any(message => message.Id == row.NotificationId && message.Template == "payment-reminder" && message.Class == NotificationClass.Reminder)).Select(row => row.State).ToListAsync());
        Assert.Equal(Enumerable.Repeat(DeliveryState.Sent, 9), states);
    }

    [Fact]
    public async Task Every_number_of_the_figures_opens_the_items_that_it_was_made_from()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, figures) = (oracle.Business, oracle.Business.Get<CollectionFigures>());
        var finance = await business.PersonAsync("he.mingqian");
        foreach (var by in Enum.GetValues<AgeingBy>())
        {
            var board = await figures.BoardAsync(finance, by);
            foreach (var row in board.Ageing)
            {
                foreach (var bucket in Enum.GetValues<AgeBucket>())
                    Assert.Equal(row.Sums[(int)bucket], (await figures.ItemsAsync(finance, new(by, row.Key, bucket))).Sum(item => item.Open));
            }

            Assert.Equal(board.Open, board.Ageing.Sum(row => row.Total));
            Assert.Equal(board.Overdue, (await figures.ItemsAsync(finance, new(Overdue: true))).Sum(item => item.Open));
            foreach (var week in board.Forecast) Assert.Equal(week.Amount, (await figures.ItemsAsync(finance, new(Week: week.From))).Sum(item => item.Open - item.Disputed));
        }

        // A KAM sees the own payers only, and the workbook can be written.
        Assert.Equal(["C04"], (await figures.BoardAsync(await business.PersonAsync("han.shiyu"), AgeingBy.Chain)).Ageing.Select(row => row.Key));
        using var workbook = new MemoryStream();
        await figures.WriteWorkbookAsync(finance, new(), workbook);
        Assert.True(workbook.Length > 1_000);
    }

    private static DeliveryPump PumpTo(Running.Business business, int port) => new(
            business.Get<IDbContextFactory<ProcessSalesDb>>(), new MailChannel(business.Get<WorkflowsOptions>() with { Smtp = new("127.0.0.1", port, null, null, "sales@maiyu.example") }), business.Get<RobotChannel>(),
            business.Get<NotificationSchedule>(), business.Get<CompanyClock>(), NullLogger<DeliveryPump>.Instance);
}
