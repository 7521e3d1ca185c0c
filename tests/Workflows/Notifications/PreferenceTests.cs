using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Notifications;

public sealed class PreferenceTests
{
    [Theory]
    [InlineData(NotificationClass.Task, "2026-11-23T10:00", "2026-11-23T10:00")]
    [InlineData(NotificationClass.Decided, "2026-11-23T10:00", "2026-11-23T10:00")]
    [InlineData(NotificationClass.SeverityA, "2026-11-23T23:30", "2026-11-23T23:30")]
    [InlineData(NotificationClass.Task, "2026-11-23T20:00", "2026-11-24T08:00")]
    [InlineData(NotificationClass.Task, "2026-11-24T07:59", "2026-11-24T08:00")]
    [InlineData(NotificationClass.Task, "2026-11-24T08:00", "2026-11-24T08:00")]
    [InlineData(NotificationClass.Reminder, "2026-11-23T10:00", "2026-11-23T18:00")]
    [InlineData(NotificationClass.Copy, "2026-11-23T10:00", "2026-11-23T18:00")]
    [InlineData(NotificationClass.Escalation, "2026-11-23T18:30", "2026-11-24T08:00")]
    [InlineData(NotificationClass.Report, "2026-11-23T07:00", "2026-11-23T08:00")]
    [InlineData(NotificationClass.Comment, "2026-11-23T23:00", "2026-11-24T08:00")]
    public async Task Only_what_is_urgent_goes_out_at_once_and_nothing_but_severity_A_at_night(NotificationClass about, string queued, string sent)
    {
        await using var news = await News.OpenAsync();
        news.Business.Clock.Advance(Shanghai(queued) - news.Business.Clock.GetUtcNow() is { Ticks: > 0 } ahead ? ahead : TimeSpan.Zero);
        if (news.Business.Clock.GetUtcNow() > Shanghai(queued)) news.Business.Clock.AdjustTime(Shanghai(queued));
        await news.QueueAsync("order", ["lin.zhiyuan"], about: about);
        Assert.Equal(Shanghai(sent), await news.Business.ReadAsync(db => db.Deliveries.Select(row => row.NextAttemptAt).SingleAsync()));
    }

    [Fact]
    public async Task A_reminder_of_what_is_due_today_does_not_wait_for_the_digest()
    {
        await using var news = await News.OpenAsync();
        await news.QueueAsync("today", ["lin.zhiyuan"], about: NotificationClass.Reminder, dueAt: Shanghai("2026-11-23T17:00"));
        await news.QueueAsync("tomorrow", ["lin.zhiyuan"], about: NotificationClass.Reminder, dueAt: Shanghai("2026-11-24T17:00"));
        Assert.Equal(1, await news.Pump().SendDueAsync());
    }

    [Fact]
    public async Task A_digest_is_one_mail_and_leaves_out_what_was_read_in_the_app()
    {
        await using var news = await News.OpenAsync();
        for (var i = 0; i < 5; i++) await news.QueueAsync($"order/{i}", ["lin.zhiyuan"], $"第{i}件", NotificationClass.Copy);
        var person = await news.Business.PersonAsync("lin.zhiyuan");
        var bell = news.Business.Get<NotificationBell>();
        await bell.MarkReadAsync(person, (await bell.ListAsync(person, true, 1, 10)).Rows.Single(row => row.Subject == "第2件").Id);
        Assert.Equal(0, await news.Pump().SendDueAsync());
        news.Business.Clock.Advance(TimeSpan.FromHours(8));
        Assert.Equal(4, await news.Pump().SendDueAsync());
        var mail = Assert.Single(news.Mails());
        foreach (var (title, there) in new[] { ("第0件", true), ("第1件", true), ("第2件", false), ("第4件", true) }) Assert.Equal(there, mail.TextBody!.Contains(title));
        Assert.Equal((4, 1), (await news.CountAsync(DeliveryState.Sent), await news.CountAsync(DeliveryState.LeftOut)));
    }

    [Fact]
    public async Task A_person_chooses_channel_timing_and_quiet_hours_per_class()
    {
        await using var news = await News.OpenAsync();
        var person = await news.Business.PersonAsync("lin.zhiyuan");
        var desk = news.Business.Get<PreferenceDesk>();
        var usual = await desk.ReadAsync(person);
        Assert.All(usual.Classes, row => Assert.True(row.Email));
        await desk.SaveAsync(person, new(
            [.. usual.Classes.Select(row => row.Class switch
            {
                NotificationClass.Task => row with { Timing = NotificationTiming.Digest },
                NotificationClass.Copy => row with { Email = false },
                NotificationClass.Comment => row with { Timing = NotificationTiming.Immediate },
                _ => row,
            })],
            new(9, 0), new(11, 0)));
        await news.QueueAsync("task", ["lin.zhiyuan"], about: NotificationClass.Task);
        await news.QueueAsync("copy", ["lin.zhiyuan"], about: NotificationClass.Copy);
        await news.QueueAsync("comment", ["lin.zhiyuan"], about: NotificationClass.Comment);
        var due = await news.Business.ReadAsync(db => db.Deliveries.Join(db.Notifications, row => row.NotificationId, notice => notice.Id, (row, notice) => new { notice.Key, row.NextAttemptAt }).ToDictionaryAsync(row => row.Key, row => row.NextAttemptAt));
        Assert.Equal(new Dictionary<string, DateTimeOffset> { ["task"] = Shanghai("2026-11-23T18:00"), ["comment"] = Shanghai("2026-11-23T11:00") }, due);
        Assert.Equal(3, await news.Business.Get<NotificationBell>().UnreadCountAsync(person));
        Assert.Contains(await news.Business.ReadAsync(db => db.Audit.ToListAsync()), entry => entry.Subject == "profile" && entry.PersonId == person);
    }

    private static DateTimeOffset Shanghai(string local) => new DateTimeOffset(DateTime.Parse(local), TimeSpan.FromHours(8)).ToUniversalTime();
}
