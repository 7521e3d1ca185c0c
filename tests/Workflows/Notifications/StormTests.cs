using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Notifications;

public sealed class StormTests
{
    private const int Orders = 625;
    private static readonly string[] People =
        ["lin.zhiyuan", "jiang.xubai", "shen.yanqiu", "gu.xingzhou", "wen.shuyan", "he.mingqian", "su.xiaoman", "qiao.muxin", "admin", "luo.shuyao"];

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Ten_thousand_messages_at_once_arrive_once_each_while_a_channel_fails(string database)
    {
        using var server = new RobotServer { Answer = context => RobotServer.SayAsync(context, 503, "away") };
        await using var news = await News.OpenAsync(database, server);
        await using var other = news.Business.Another();
        await news.RobotAsync(server, RobotKind.Feishu, People[..6]);
        var recipients = await Task.WhenAll(People.Select(news.Business.PersonAsync));

        // 625 orders to ten people: 6,250 mails and 3,750 messages to a group, queued from two nodes, many of them twice.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var notifier = worker % 2 == 0 ? news.Business.Get<Notifier>() : other.GetRequiredService<Notifier>();
            for (var order = worker / 2; order < Orders; order += 4)
                await notifier.QueueAsync(new($"storm/{order}", Application.Process, "short", recipients, new() { ["title"] = $"标题{order}。" }, null));
        })));
        Assert.Equal((6_250, 3_750), (await news.CountAsync(DeliveryState.Waiting, DeliveryChannel.Email), await news.CountAsync(DeliveryState.Waiting, DeliveryChannel.Robot)));

        var sent = await Task.WhenAll(Task.Run(() => news.Pump().SendDueAsync()), Task.Run(() => news.Pump(node: other).SendDueAsync()));
        Assert.Equal(6_250, sent.Sum());
        Assert.Equal((6_250, 3_750), (await news.CountAsync(DeliveryState.Sent, DeliveryChannel.Email), await news.CountAsync(DeliveryState.Waiting, DeliveryChannel.Robot)));
        var told = news.Mails().SelectMany(mail => Titles(mail.TextBody!).Select(title => (mail.To.Mailboxes.Single().Address, title))).ToList();
        Assert.Equal((6_250, 6_250), (told.Count, told.Distinct().Count()));

        server.Answer = context => RobotServer.SayAsync(context, 200, """{"code":0}""");
        server.Taken.Clear();
        for (var i = 0; i < 400 && await news.CountAsync(DeliveryState.Waiting) > 0; i++)
        {
            news.Business.Clock.Advance(TimeSpan.FromSeconds(30));
            await Task.WhenAll(Task.Run(() => news.Pump().SendDueAsync()), Task.Run(() => news.Pump(node: other).SendDueAsync()));
        }

        Assert.Equal(3_750, await news.CountAsync(DeliveryState.Sent, DeliveryChannel.Robot));
        Assert.Equal(6_250, await news.Business.ReadAsync(db => db.Notifications.CountAsync()));
        Assert.InRange(server.Taken.Count, 188, 260);
    }

    // A notice in a mail of many has its subject and its body, which are the same here.
    private static IEnumerable<string> Titles(string text) => text.Split('。').Where(part => part.Contains("标题")).Select(part => part[part.LastIndexOf("标题", StringComparison.Ordinal)..]).Distinct();

    [Fact]
    public async Task A_deadlock_of_two_changes_is_a_lost_race_and_both_happen()
    {
        await using var business = await Business.OpenAsync("PostgreSQL");
        var people = await Task.WhenAll(People[..2].Select(business.PersonAsync));
        using var both = new Barrier(2);
        await Task.WhenAll(Change(people[0], people[1]), Change(people[1], people[0]));
        Assert.Equal(4, await business.ReadAsync(db => db.Users.Where(row => people.Contains(row.Id)).SumAsync(row => row.AccessFailedCount)));

        Task Change(Guid first, Guid second) => Task.Run(async () =>
        {
            await using var db = await business.Get<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
            var again = false;
            await db.ChangeAsync(async () =>
            {
                await db.Users.Where(row => row.Id == first).ExecuteUpdateAsync(set => set.SetProperty(row => row.AccessFailedCount, row => row.AccessFailedCount + 1));
                if (!again) both.SignalAndWait(TimeSpan.FromSeconds(20));
                again = true;
                await db.Users.Where(row => row.Id == second).ExecuteUpdateAsync(set => set.SetProperty(row => row.AccessFailedCount, row => row.AccessFailedCount + 1));
            }, default);
        });
    }
}
