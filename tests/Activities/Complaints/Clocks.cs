using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Visits;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests.Complaints;

/// <summary>Alarms, reminders and alerts of complaints.</summary>
public sealed class Clocks
{
    [Fact]
    public async Task A_critical_complaint_is_told_at_once_and_every_30_minutes_through_the_night_until_somebody_takes_it()
    {
        await using var desk = await Desk.OpenAsync();
        desk.Company.Clock.Advance(TimeSpan.FromHours(12)); // 22:00 in Shanghai, within the quiet hours
        var complaint = await desk.RegisterAsync("货架上发现过期酸奶 6 杯", ComplaintType.Expired);
        foreach (var person in new[] { desk.Qa, Arm, Rgm, Dir, Kam })
        {
            var message = Assert.Single(await desk.Company.MessagesAsync(person, "complaint-critical"));
            Assert.Equal(NotificationClass.SeverityA, message.Class);
            Assert.Contains("【重大客诉】岚桥1店", message.Subject);
        }

        await using (var db = await desk.Company.OpenDbAsync())
            Assert.All(await db.Deliveries.Where(x => db.Notifications.Any(y => y.Id == x.NotificationId && y.Template == "complaint-critical")).ToListAsync(), x => Assert.True(x.NextAttemptAt <= desk.Company.Clock.GetUtcNow()));
        await desk.PassAsync(TimeSpan.Zero);
        await desk.PassAsync(TimeSpan.FromMinutes(29));
        Assert.Single(await desk.Company.MessagesAsync(Dir, "complaint-critical"));
        await desk.PassAsync(TimeSpan.FromMinutes(1));
        await desk.PassAsync(TimeSpan.Zero);
        Assert.Equal(2, (await desk.Company.MessagesAsync(Dir, "complaint-critical")).Count);
        await desk.PassAsync(TimeSpan.FromMinutes(30));
        Assert.Equal(3, (await desk.Company.MessagesAsync(desk.Qa, "complaint-critical")).Count);

        // Nobody looked for two hours: one message, not four.
        await desk.PassAsync(TimeSpan.FromHours(2));
        Assert.Equal(4, (await desk.Company.MessagesAsync(Dir, "complaint-critical")).Count);
        await desk.Company.Get<ComplaintDesk>().TakeAsync(Arm, complaint.Id);
        await desk.PassAsync(TimeSpan.FromHours(5));
        Assert.Equal(4, (await desk.Company.MessagesAsync(Dir, "complaint-critical")).Count);
    }

    [Fact]
    public async Task At_80_percent_the_handler_is_reminded_at_100_his_superior_told_and_the_director_of_a_critical_one()
    {
        await using var desk = await Desk.OpenAsync();
        await desk.RegisterAsync("开封后发现盖膜明显鼓起"); // Monday 10:00, B: reply by 12:00
        await desk.PassAsync(TimeSpan.FromMinutes(95));
        Assert.Empty(await desk.Company.MessagesAsync(Kam, "complaint-reminder"));
        await desk.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Single(await desk.Company.MessagesAsync(Kam, "complaint-reminder"));
        await desk.PassAsync(TimeSpan.FromMinutes(24));
        Assert.Single(await desk.Company.MessagesAsync(Arm, "complaint-overdue"));
        Assert.DoesNotContain(await desk.Company.MessagesAsync(Rgm), x => x.Template.StartsWith("complaint", StringComparison.Ordinal));

        var critical = await desk.RegisterAsync("顾客称食用后已经就医", more: x => x with { ProducedOn = new(2026, 8, 30) });
        await desk.Company.Get<ComplaintDesk>().TakeAsync(Arm, critical.Id);
        await desk.PassAsync(TimeSpan.FromMinutes(31));
        await desk.PassAsync(TimeSpan.FromMinutes(31));
        Assert.Single(await desk.Company.MessagesAsync(Dir, "complaint-critical-overdue"), x => x.CaseId == critical.CaseId);
    }

    [Fact]
    public async Task What_the_rule_grades_critical_is_only_lowered_by_quality_and_the_area_manager_together()
    {
        await using var desk = await Desk.OpenAsync();
        var complaint = await desk.RegisterAsync("吃出一根异物,像塑料丝", ComplaintType.ForeignBody);
        var work = desk.Company.Get<ComplaintDesk>();
        await Assert.ThrowsAsync<ProcessSales.Workflows.RefusedException>(() => work.ProposeLowerAsync(Kam, complaint.Id, Severity.B, "不锋利"));
        await Assert.ThrowsAsync<ProcessSales.Workflows.RefusedException>(() => work.ConfirmLowerAsync(Arm, complaint.Id));
        await work.ProposeLowerAsync(desk.Qa, complaint.Id, Severity.B, "软质塑料,无伤害");
        Assert.Equal(Severity.A, (await desk.ReadAsync(complaint)).Severity);
        Assert.Single(await desk.Company.MessagesAsync(Arm, "complaint-lower-asked"));
        await work.ConfirmLowerAsync(Arm, complaint.Id);
        complaint = await desk.ReadAsync(complaint);
        Assert.Equal((Severity.B, complaint.RegisteredAt.AddDays(7)), (complaint.Severity, complaint.CloseDueAt));
        await desk.PassAsync(TimeSpan.FromHours(1));
        Assert.Single(await desk.Company.MessagesAsync(Dir, "complaint-critical"));
        complaint = await desk.AcceptAsync(complaint, Severity.B, "ForeignBody");
        Assert.Equal(Severity.B, complaint.Severity);
    }

    [Fact]
    public async Task The_second_quality_complaint_of_a_batch_in_7_days_tells_quality_and_director_with_the_stores_that_hold_it_the_third_is_critical()
    {
        await using var desk = await Desk.OpenAsync();
        await desk.SeeBatchAsync(0, 1, 2, 3, 4);
        await desk.RegisterAsync("开封后发现盖膜明显鼓起");
        Assert.Empty(await desk.Company.MessagesAsync(Dir, "complaint-batch-alert"));
        desk.Company.Clock.Advance(TimeSpan.FromDays(6));
        var second = await desk.RegisterAsync("酸奶盖鼓起并且漏液了", more: x => x with { StoreId = desk.Stores[5] });
        Assert.Equal(Severity.B, second.Severity);
        foreach (var person in new[] { desk.Qa, Dir })
        {
            var alert = Assert.Single(await desk.Company.MessagesAsync(person, "complaint-batch-alert"));
            for (var store = 1; store <= 5; store++) Assert.Contains($"岚桥{store}店", alert.Body);
            Assert.DoesNotContain("岚桥6店", alert.Body);
        }

        var third = await desk.RegisterAsync("又有一杯酸奶明显鼓盖");
        Assert.Equal((Severity.A, "SameBatch"), (third.Severity, third.SeverityReason));
        var view = await desk.Company.Get<ComplaintBook>().ReadAsync(desk.Qa, third.Id);
        Assert.Equal((5, 2, true), (view!.Trace.Count, view.Like.Count, view.Alert));
        Assert.Equal((8, 2), (view.Trace[2].Shelf - 2, view.Trace[2].Pulled));

        // After the seven days the batch begins anew.
        desk.Company.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(Severity.B, (await desk.RegisterAsync("有一杯酸奶盖膜鼓起了")).Severity);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task An_expired_article_found_in_a_visit_becomes_one_critical_complaint_however_often_it_is_handed_over(string provider)
    {
        await using var desk = await Desk.OpenAsync(provider);
        var photo = Guid.NewGuid();
        var finding = new VisitFinding(Guid.NewGuid(), RaisedKind.Complaint, Guid.NewGuid(), desk.Stores[2], Kam, desk.Company.Clock.GetUtcNow().AddMinutes(-20), Desk.Yoghurt, new(2026, 8, 20), 6, true, null, "冷柜下层", [photo]);
        var taker = desk.Company.Get<IEnumerable<IFindingTaker>>().Single(x => x.Kind == RaisedKind.Complaint);
        var numbers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => taker.TakeAsync(finding, default)));
        Assert.Single(numbers.Distinct());
        Assert.Equal(numbers[0], await taker.TakeAsync(finding, default));
        await using var db = await desk.Company.OpenDbAsync();
        var complaint = await db.Complaints.SingleAsync();
        Assert.Equal((Severity.A, ComplaintType.Expired, desk.Stores[2], 6m, finding.VisitId, photo.ToString()), (complaint.Severity, complaint.Type, complaint.StoreId, complaint.Quantity, complaint.VisitId, complaint.VisitPhotos));
        Assert.Contains("鲜酸奶杯 2026-08-20 ×6", complaint.Description);
    }

    [Fact]
    public async Task A_year_after_closing_name_and_phone_are_forgotten_everywhere()
    {
        await using var desk = await Desk.OpenAsync();
        var complaint = await desk.ConfirmAsync(await desk.BringToConfirmationAsync(await desk.RegisterAsync("开封后发现盖膜明显鼓起")));
        Assert.Equal("13800001234", complaint.ReporterPhone);
        desk.Company.Clock.Advance(TimeSpan.FromDays(364));
        Assert.Equal(0, await desk.Company.Get<ComplaintClock>().ForgetAsync());
        desk.Company.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await desk.Company.Get<ComplaintClock>().ForgetAsync());
        Assert.Equal(0, await desk.Company.Get<ComplaintClock>().ForgetAsync());
        complaint = await desk.ReadAsync(complaint);
        Assert.Equal(((string?)null, (string?)null), (complaint.ReporterName, complaint.ReporterPhone));
        await using var db = await desk.Company.OpenDbAsync();
        Assert.DoesNotContain(await db.Audit.Where(x => x.CaseId == complaint.CaseId).ToListAsync(), x => (x.BeforeJson + x.AfterJson).Contains("王女士", StringComparison.Ordinal));
        Assert.DoesNotContain("王女士", (await desk.Company.CaseAsync(complaint.CaseId)).DataJson!);
    }

    [Fact]
    public async Task The_phone_is_shown_to_those_who_call_and_masked_for_others()
    {
        await using var desk = await Desk.OpenAsync();
        var complaint = await desk.RegisterAsync("开封后发现盖膜明显鼓起");
        var book = desk.Company.Get<ComplaintBook>();
        foreach (var person in new[] { desk.Qa, Kam, desk.Pcc }) Assert.Equal("13800001234", (await book.ReadAsync(person, complaint.Id))!.Phone);
        foreach (var person in new[] { Arm, Dir, FinEx }) Assert.Equal("138****1234", (await book.ReadAsync(person, complaint.Id))!.Phone);
        Assert.Null(await book.ReadAsync(Kam2, complaint.Id));
        await using var db = await desk.Company.OpenDbAsync();
        Assert.DoesNotContain(await db.Audit.ToListAsync(), x => (x.BeforeJson + x.AfterJson + x.Comment).Contains("1380000", StringComparison.Ordinal));
        Assert.DoesNotContain("1380000", (await desk.Company.CaseAsync(complaint.CaseId)).DataJson!);
    }
}
