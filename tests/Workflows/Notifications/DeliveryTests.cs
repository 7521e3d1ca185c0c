using Microsoft.EntityFrameworkCore;
using MimeKit;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Notifications;

public sealed class DeliveryTests
{
    private static readonly string[] Names = ["lin.zhiyuan", "jiang.xubai", "wen.shuyan"];

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task The_same_order_twice_and_from_two_nodes_at_once_tells_everybody_once(string database)
    {
        await using var news = await News.OpenAsync(database);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => news.QueueAsync("instance/node/1", Names))));
        await news.QueueAsync("instance/node/1", [.. Names, "gu.xingzhou"]);
        Assert.Equal(4, await news.Business.ReadAsync(db => db.Notifications.CountAsync()));
        Assert.Equal(4, await news.Business.ReadAsync(db => db.Deliveries.CountAsync()));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Without_a_mail_server_each_mail_is_one_file_however_many_nodes_send(string database)
    {
        await using var news = await News.OpenAsync(database);
        for (var i = 0; i < 10; i++) await news.QueueAsync($"order/{i}", Names);
        var sent = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => news.Pump().SendDueAsync())));
        Assert.Equal(30, sent.Sum());
        Assert.Equal(0, await news.Pump().SendDueAsync());
        Assert.Equal(30, news.Mails().Sum(NoticesIn));
        Assert.Equal(news.Mails().Count, news.Mails().Select(mail => mail.MessageId).Distinct().Count());
        Assert.All(await news.Business.ReadAsync(db => db.Deliveries.AsNoTracking().ToListAsync()), delivery => Assert.Equal(DeliveryState.Sent, delivery.State));
    }

    [Fact]
    public async Task A_crash_between_writing_and_noting_does_not_send_a_second_mail()
    {
        await using var news = await News.OpenAsync();
        await news.QueueAsync("order", ["lin.zhiyuan"]);
        await news.Pump().SendDueAsync();
        await news.Business.WriteAsync(db => db.Deliveries.ExecuteUpdateAsync(set => set.SetProperty(row => row.State, DeliveryState.Waiting)));
        news.Business.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await news.Pump().SendDueAsync());
        Assert.Single(news.Mails());
        Assert.Equal(DeliveryState.Sent, await news.Business.ReadAsync(db => db.Deliveries.Select(row => row.State).SingleAsync()));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task R_31_After_six_hours_without_mail_server_each_mail_is_sent_once(string database)
    {
        await using var news = await News.OpenAsync(database);
        await using var server = new MailServer();
        for (var i = 0; i < 5; i++)
        {
            await news.QueueAsync($"order/{i}", Names, $"标题{i}");
            news.Business.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        for (var minute = 0; minute < 360; minute += 5)
        {
            Assert.Equal(0, await news.Pump(server.Port).SendDueAsync());
            news.Business.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.NotNull(await news.Business.ReadAsync(db => db.Deliveries.Where(row => row.LastError != null).Select(row => row.LastError).FirstAsync()));
        server.Start();
        for (var minute = 0; minute < 40; minute++)
        {
            await Task.WhenAll(Task.Run(() => news.Pump(server.Port).SendDueAsync()), Task.Run(() => news.Pump(server.Port).SendDueAsync()));
            news.Business.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        // One mail a person, with everything in its order.
        Assert.Equal(3, server.Taken.Count);
        foreach (var mail in server.Taken.Select(Load)) Assert.Equal(["标题0", "标题1", "标题2", "标题3", "标题4"], mail.TextBody!.Split('\n').Where(line => line.Contains(". ")).Select(line => line.Split(". ")[1].Trim()));
        Assert.Equal(15, await news.Business.ReadAsync(db => db.Deliveries.CountAsync(row => row.State == DeliveryState.Sent && row.LastError == null)));
    }

    [Fact]
    public async Task A_server_that_hangs_up_after_taking_a_mail_does_not_get_it_again()
    {
        await using var news = await News.OpenAsync();
        await using var server = new MailServer { Impolite = true };
        server.Start();
        await news.QueueAsync("order", ["lin.zhiyuan"]);
        Assert.Equal(1, await news.Pump(server.Port).SendDueAsync());
        news.Business.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await news.Pump(server.Port).SendDueAsync());
        Assert.Single(server.Taken);
    }

    [Fact]
    public async Task One_mail_that_cannot_be_sent_does_not_hold_up_the_others()
    {
        await using var news = await News.OpenAsync();
        await using var server = new MailServer { Refused = "lin.zhiyuan" };
        server.Start();
        await news.Business.WriteAsync(db => db.Users.Where(row => row.UserName == "jiang.xubai").ExecuteUpdateAsync(set => set.SetProperty(row => row.Email, "not an address\r\nBcc: x@example.com")));
        await news.QueueAsync("order", Names);
        Assert.Equal(1, await news.Pump(server.Port).SendDueAsync());
        Assert.Contains("wen.shuyan", Assert.Single(server.Taken));
        Assert.Equal(2, await news.Business.ReadAsync(db => db.Deliveries.CountAsync(row => row.State == DeliveryState.Waiting && row.LastError != null)));
    }

    [Fact]
    public async Task A_mail_is_given_up_after_many_tries_and_stays_visible()
    {
        await using var news = await News.OpenAsync();
        await using var server = new MailServer { Refused = "@" };
        server.Start();
        await news.QueueAsync("order", ["lin.zhiyuan"]);
        // At night nothing is tried.
        for (var i = 0; i < 90; i++)
        {
            await news.Pump(server.Port).SendDueAsync();
            news.Business.Clock.Advance(TimeSpan.FromHours(1));
        }

        var delivery = await news.Business.ReadAsync(db => db.Deliveries.AsNoTracking().SingleAsync());
        Assert.Equal((DeliveryState.Failed, 40), (delivery.State, delivery.Attempts));
    }

    [Fact]
    public async Task Names_and_data_cannot_add_mail_headers()
    {
        await using var news = await News.OpenAsync();
        await news.Business.WriteAsync(db => db.Users.Where(row => row.UserName == "lin.zhiyuan").ExecuteUpdateAsync(set => set.SetProperty(row => row.Name, "林\r\nBcc: everybody@example.com")));
        await news.QueueAsync("order", ["lin.zhiyuan"], "标题\r\nBcc: everybody@example.com\r\nX-Forged: yes");
        await news.Pump().SendDueAsync();
        var mail = Assert.Single(news.Mails());
        Assert.Empty(mail.Bcc);
        Assert.Null(mail.Headers["X-Forged"]);
        Assert.Equal("lin.zhiyuan@maiyu.example", mail.To.Mailboxes.Single().Address);
    }

    [Fact]
    public async Task The_bell_counts_what_is_unread_and_reading_clears_it()
    {
        await using var news = await News.OpenAsync();
        for (var i = 0; i < 3; i++) await news.QueueAsync($"order/{i}", Names);
        var person = await news.Business.PersonAsync("lin.zhiyuan");
        var other = await news.Business.PersonAsync("jiang.xubai");
        var bell = news.Business.Get<NotificationBell>();
        Assert.Equal(3, await bell.UnreadCountAsync(person));
        var first = (await bell.ListAsync(person, false, 1, 2)).Rows;
        Assert.Equal(2, first.Count);
        await bell.MarkReadAsync(other, first[0].Id);
        Assert.Equal(3, await bell.UnreadCountAsync(person));
        await bell.MarkReadAsync(person, first[0].Id);
        Assert.Equal((2, 3), (await bell.UnreadCountAsync(person), (await bell.ListAsync(person, false, 1, 2)).Total));
        await bell.MarkReadAsync(person, null);
        Assert.Equal((0, 3), (await bell.UnreadCountAsync(person), await bell.UnreadCountAsync(other)));
    }

    private static int NoticesIn(MimeMessage mail) => mail.Subject!.Contains("条消息") ? int.Parse(mail.Subject!.Split(' ')[0]) : 1;

    private static MimeMessage Load(string mail)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(mail));
        return MimeMessage.Load(stream);
    }
}
