using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Notifications;

/// <summary>The business with one short template, and a group's server when a robot is asked for.</summary>
internal sealed class News(Business business, WorkflowsCopy workflows) : IAsyncDisposable
{
    public Business Business => business;

    public WorkflowsCopy Workflows => workflows;

    public static async Task<News> OpenAsync(string database = "SQLite", RobotServer? robots = null)
    {
        var workflows = new WorkflowsCopy();
        await File.WriteAllTextAsync(Path.Combine(workflows.Templates, "short.zh-CN.liquid"), "subject: {{ title }}\n\n{{ title }}");
        return new(await Business.OpenAsync(database, collection => Settle(collection, robots), workflows.Folder), workflows);
    }

    public async Task QueueAsync(string key, string[] names, string title = "标题", NotificationClass? about = null, DateTimeOffset? dueAt = null)
    {
        var recipients = await Task.WhenAll(names.Select(business.PersonAsync));
        await business.Get<Notifier>().QueueAsync(new(key, Application.Process, "short", recipients, new JsonObject { ["title"] = title }, null, about, dueAt));
    }

    public DeliveryPump Pump(int? port = null, IServiceProvider? node = null)
    {
        T Get<T>()
            where T : notnull => node is null ? business.Get<T>() : node.GetRequiredService<T>();
        return new(
            Get<IDbContextFactory<ProcessSalesDb>>(),
            new MailChannel(Get<WorkflowsOptions>() with { Smtp = port is { } number ? new("127.0.0.1", number, null, null, "sales@maiyu.example") : null }),
            Get<RobotChannel>(), Get<NotificationSchedule>(), Get<CompanyClock>(), NullLogger<DeliveryPump>.Instance);
    }

    /// <summary>A robot that these people hear of everything from.</summary>
    public async Task<Guid> RobotAsync(RobotServer server, RobotKind kind, string[] names, string? secret = null)
    {
        await business.Get<RobotDesk>().SaveAsync(await business.PersonAsync("admin"), new(null, kind.ToString(), kind, $"{server.Origin}/hook?access_token=s3cr3t-token", secret, true));
        var robot = await business.ReadAsync(db => db.Robots.Where(row => row.Name == kind.ToString()).Select(row => row.Id).SingleAsync());
        foreach (var name in names)
        {
            var desk = business.Get<PreferenceDesk>();
            var person = await business.PersonAsync(name);
            var known = await desk.ReadAsync(person);
            await desk.SaveAsync(person, known with { Classes = [.. known.Classes.Select(row => row with { RobotId = robot, Timing = NotificationTiming.Immediate })] });
        }

        return robot;
    }

    public List<MimeMessage> Mails() => Directory.Exists(Path.Combine(business.Folder, "mail")) ? Directory.EnumerateFiles(Path.Combine(business.Folder, "mail"), "*.eml").Select(file => MimeMessage.Load(file)).ToList() : [];

    public Task<int> CountAsync(DeliveryState state, DeliveryChannel? channel = null) =>
        business.ReadAsync(db => db.Deliveries.CountAsync(row => row.State == state && (channel == null || row.Channel == channel)));

    public async ValueTask DisposeAsync()
    {
        await business.DisposeAsync();
        workflows.Dispose();
    }

    private static void Settle(IServiceCollection collection, RobotServer? robots)
    {
        if (robots is null) return;
        var options = (WorkflowsOptions)collection.Single(service => service.ServiceType == typeof(WorkflowsOptions)).ImplementationInstance!;
        collection.AddSingleton(options with { RobotHosts = [.. options.RobotHosts, robots.Origin], RobotPatience = TimeSpan.FromSeconds(2) });
    }
}
