using ProcessSales.Workflows.Demo;

namespace ProcessSales.Host.Hosting;

/// <summary>Plays the demo company's stories beside the first requests, one after the other; a second start finds them told.</summary>
internal sealed partial class DemoStories(IEnumerable<IDemoStory> stories, FirstLoading first, IHostApplicationLifetime lifetime, ILogger<DemoStories> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await lifetime.StartsAsync(stoppingToken)) return;
        // The company whose stories they are; what went wrong with it has been said.
        await first.Loaded.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!first.Loaded.IsCompletedSuccessfully) return;
        foreach (var story in stories.OrderBy(story => story.Order))
        {
            try
            {
                if (await story.IsToldAsync(stoppingToken)) continue;
                Preparation.Say($"Demo company: {story.Name}");
                await story.TellAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailure(failure, story.Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The demo story '{Story}' could not be told to its end; the next start goes on with it")]
    private partial void LogFailure(Exception failure, string story);
}
