using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Notifications;

public sealed class RobotTests
{
    [Fact]
    public async Task DingTalk_is_signed_in_its_address_and_told_in_markdown()
    {
        using var server = new RobotServer();
        await using var news = await News.OpenAsync(robots: server);
        await news.RobotAsync(server, RobotKind.DingTalk, ["lin.zhiyuan"], "SEC-key");
        await news.QueueAsync("order", ["lin.zhiyuan"], "待审批");
        await news.Pump().SendDueAsync();
        var (address, body) = Assert.Single(server.Taken);
        var query = System.Web.HttpUtility.ParseQueryString(address.Query);
        var stamp = news.Business.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal(("s3cr3t-token", $"{stamp}"), (query["access_token"], query["timestamp"]));
        Assert.Equal(Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes("SEC-key"), Encoding.UTF8.GetBytes($"{stamp}\nSEC-key"))), query["sign"]);
        Assert.Equal(("markdown", "待审批"), ((string?)body["msgtype"], (string?)body["markdown"]!["title"]));
        Assert.Contains("林知远", (string?)body["markdown"]!["text"]);
    }

    [Fact]
    public async Task Feishu_is_signed_in_its_body_and_told_by_a_card()
    {
        using var server = new RobotServer { Answer = context => RobotServer.SayAsync(context, 200, """{"code":0,"msg":"success","data":{}}""") };
        await using var news = await News.OpenAsync(robots: server);
        await news.RobotAsync(server, RobotKind.Feishu, ["lin.zhiyuan"], "key");
        await news.QueueAsync("order", ["lin.zhiyuan"], "待审批");
        await news.Pump().SendDueAsync();
        var (_, body) = Assert.Single(server.Taken);
        var stamp = news.Business.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(($"{stamp}", "interactive"), ((string?)body["timestamp"], (string?)body["msg_type"]));
        Assert.Equal(Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes($"{stamp}\nkey"), Array.Empty<byte>())), (string?)body["sign"]);
        Assert.Equal("待审批", (string?)body["card"]!["header"]!["title"]!["content"]);
        Assert.Equal(1, await news.CountAsync(DeliveryState.Sent, DeliveryChannel.Robot));
    }

    [Fact]
    public async Task WeCom_is_told_in_markdown_of_at_most_4096_bytes()
    {
        using var server = new RobotServer();
        await using var news = await News.OpenAsync(robots: server);
        await news.RobotAsync(server, RobotKind.WeCom, ["lin.zhiyuan"]);
        for (var i = 0; i < 20; i++) await news.QueueAsync($"order/{i}", ["lin.zhiyuan"], new string('长', 280));
        await news.Pump().SendDueAsync();
        var (_, body) = Assert.Single(server.Taken);
        Assert.Equal("markdown", (string?)body["msgtype"]);
        Assert.InRange(Encoding.UTF8.GetByteCount((string)body["markdown"]!["content"]!), 1000, 4096);
    }

    [Fact]
    public async Task S_16_Text_from_a_form_makes_no_link_picture_or_mention_in_a_group()
    {
        using var server = new RobotServer();
        await using var news = await News.OpenAsync(robots: server);
        await news.RobotAsync(server, RobotKind.WeCom, ["lin.zhiyuan"]);
        await news.QueueAsync("order", ["lin.zhiyuan"], "[点我](javascript:alert(1)) ![x](https://evil.example/p.png) <@all> <font color=\"warning\">x</font> **粗** https://evil.example");
        await news.Pump().SendDueAsync();
        var text = (string)Assert.Single(server.Taken).Body["markdown"]!["content"]!;
        foreach (var sign in new[] { "](", "<", ">", "@all", "://evil" }) Assert.DoesNotContain(sign, text);
    }

    [Theory]
    [InlineData("http://oapi.dingtalk.com/robot/send?access_token=x")]
    [InlineData("https://oapi.dingtalk.com:8443/robot/send?access_token=x")]
    [InlineData("https://oapi.dingtalk.com.evil.example/robot/send")]
    [InlineData("https://oapi.dingtalk.com@evil.example/robot/send")]
    [InlineData("https://user:pass@oapi.dingtalk.com/robot/send")]
    [InlineData("https://oapi.dingtalk.com/other")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://127.0.0.1/robot/send")]
    [InlineData("https://2130706433/robot/send")]
    [InlineData("https://[::ffff:127.0.0.1]/robot/send")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://oapi.dingtalk.com/robot/send")]
    [InlineData("nonsense")]
    public async Task S_07_A_robot_is_only_called_at_a_known_host_by_https(string address)
    {
        await using var news = await News.OpenAsync();
        var admin = await news.Business.PersonAsync("admin");
        var refused = await Assert.ThrowsAsync<RefusedException>(() => news.Business.Get<RobotDesk>().SaveAsync(admin, new(null, "群", RobotKind.DingTalk, address, null, true)));
        Assert.Equal(("Address", "robot.address"), (refused.Refusals[0].Field, refused.Refusals[0].Key));
        Assert.Equal(0, await news.Business.ReadAsync(db => db.Robots.CountAsync()));
    }

    [Theory]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("223.5.5.5", true)]
    [InlineData("2400:3200::1", true)]
    public void S_07_A_known_host_must_not_lead_into_a_private_network(string address, bool open) => Assert.Equal(open, RobotAddresses.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public async Task S_07_A_redirect_is_not_followed()
    {
        using var other = new RobotServer();
        using var server = new RobotServer();
        server.Answer = context =>
        {
            context.Response.Redirect(other.Origin + "/robot/send");
            context.Response.Close();
            return Task.CompletedTask;
        };
        await using var news = await News.OpenAsync(robots: server);
        await news.RobotAsync(server, RobotKind.DingTalk, ["lin.zhiyuan"]);
        await news.QueueAsync("order", ["lin.zhiyuan"]);
        await news.Pump().SendDueAsync();
        Assert.Empty(other.Taken);
        Assert.Equal(1, await news.CountAsync(DeliveryState.Waiting, DeliveryChannel.Robot));
    }

    [Fact]
    public async Task S_26_The_address_and_the_key_of_a_robot_stand_nowhere_in_plain_words()
    {
        using var server = new RobotServer { Answer = context => RobotServer.SayAsync(context, 200, """{"errcode":310000,"errmsg":"sign not match"}""") };
        await using var news = await News.OpenAsync(robots: server);
        await news.RobotAsync(server, RobotKind.DingTalk, ["lin.zhiyuan"], "SEC-very-secret");
        await news.QueueAsync("order", ["lin.zhiyuan"]);
        await news.Pump().SendDueAsync();
        server.Dispose();
        news.Business.Clock.Advance(TimeSpan.FromHours(1));
        await news.Pump().SendDueAsync();
        var stored = await news.Business.ReadAsync(async db => string.Join('\n',
            (await db.Robots.Select(row => row.ProtectedAddress + row.ProtectedSecret + row.Hint).ToListAsync())
            .Concat(await db.Deliveries.Select(row => row.LastError ?? "").ToListAsync()).Concat(await db.Audit.Select(row => row.Comment + row.BeforeJson + row.AfterJson).ToListAsync())));
        Assert.DoesNotContain("s3cr3t-token", stored);
        Assert.DoesNotContain("SEC-very-secret", stored);
        Assert.Contains("oken", (await news.Business.Get<RobotDesk>().ListAsync()).Single().Hint);
    }

    [Fact]
    public async Task Only_an_administrator_keeps_robots()
    {
        await using var news = await News.OpenAsync();
        foreach (var name in new[] { "lin.zhiyuan", "gu.xingzhou", "he.mingqian" })
        {
            var person = await news.Business.PersonAsync(name);
            var refused = await Assert.ThrowsAsync<RefusedException>(() => news.Business.Get<RobotDesk>().SaveAsync(person, new(null, "群", RobotKind.DingTalk, "https://oapi.dingtalk.com/robot/send?access_token=x", null, true)));
            Assert.Equal(RefusalKind.Forbidden, refused.Kind);
        }
    }

    [Theory]
    [InlineData("429")]
    [InlineData("too fast")]
    [InlineData("500")]
    [InlineData("slow")]
    public async Task R_32_A_burst_of_500_keeps_the_pace_whatever_the_group_answers_and_mail_goes_on(string trouble)
    {
        using var server = new RobotServer();
        await using var news = await News.OpenAsync(robots: server);
        await news.RobotAsync(server, RobotKind.DingTalk, ["lin.zhiyuan", "jiang.xubai"]);
        for (var i = 0; i < 250; i++) await news.QueueAsync($"order/{i}", ["lin.zhiyuan", "jiang.xubai"]);
        server.Answer = context => trouble switch
        {
            "429" => RobotServer.SayAsync(context, 429, "{}"),
            "too fast" => RobotServer.SayAsync(context, 200, """{"errcode":130101,"errmsg":"send too fast"}"""),
            "500" => RobotServer.SayAsync(context, 500, "oh"),
            _ => Task.Delay(TimeSpan.FromSeconds(60)),
        };
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var mails = await news.Pump().SendDueAsync();
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal(500, mails); // the mails only
        Assert.Single(server.Taken); // one try, then the lane waits
        Assert.Equal(500, await news.CountAsync(DeliveryState.Waiting, DeliveryChannel.Robot));
        if (trouble is "429" or "too fast")
        {
            news.Business.Clock.Advance(TimeSpan.FromMinutes(9));
            await news.Pump().SendDueAsync();
            Assert.Single(server.Taken);
        }

        var times = new List<DateTimeOffset>();
        server.Answer = context =>
        {
            lock (times) times.Add(news.Business.Clock.GetUtcNow());
            return RobotServer.SayAsync(context, 200, """{"errcode":0,"errmsg":"ok"}""");
        };
        for (var i = 0; i < 120 && await news.CountAsync(DeliveryState.Waiting) > 0; i++)
        {
            news.Business.Clock.Advance(TimeSpan.FromSeconds(10));
            await news.Pump().SendDueAsync();
        }

        Assert.Equal(500, await news.CountAsync(DeliveryState.Sent, DeliveryChannel.Robot));
        foreach (var time in times) Assert.InRange(times.Count(other => other >= time && other < time + TimeSpan.FromMinutes(1)), 1, 20);
        Assert.Equal(25, times.Count); // twenty notices in each
    }
}
