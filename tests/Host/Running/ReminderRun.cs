using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.Tests.Running;

/// <summary>The twenty receivables of the demo company on the day of their run.</summary>
public static class ReminderRun
{
    /// <summary>Tells the stories of receivables once, and lets the reminders run. The days of the demo company are counted from the day on which it is loaded, which is made a working day here. Returns today.</summary>
    public static async Task<DateOnly> RemindAsync(this TestHost host)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        var today = host.Services.GetRequiredService<CompanyClock>().Today;
        if (!await db.OwnDays.AnyAsync()) db.OwnDays.AddRange(Enumerable.Range(-3, 8).Select(day => new OwnDay { Id = Guid.NewGuid(), Date = today.AddDays(day), Name = "work", IsOffDay = false }));
        await db.SaveChangesAsync();
        foreach (var story in host.Services.GetServices<IDemoStory>().Where(story => story.Order is 60 or 61 or 65).OrderBy(story => story.Order))
            if (!await story.IsToldAsync(default)) await story.TellAsync(default);
        await host.Services.GetRequiredService<DunningRunner>().RunAsync();
        return today;
    }
}
