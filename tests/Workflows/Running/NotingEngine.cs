using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Continuations;

namespace ProcessSales.Workflows.Tests.Running;

/// <summary>An engine that only remembers what it was told, and answers as the test wishes.</summary>
internal sealed class NotingEngine : IProcessEngine
{
    private readonly Lock gate = new();
    private readonly List<Continuation> told = [];

    public Func<Continuation, Task<ContinuationResult>> Answer { get; set; } = _ => Task.FromResult(ContinuationResult.Done);

    public IReadOnlyList<Continuation> Told
    {
        get
        {
            lock (gate) return [.. told];
        }
    }

    public void AddTo(IServiceCollection services) => services.AddSingleton<IProcessEngine>(this);

    public Task<ContinuationResult> StartAsync(Continuation continuation, CancellationToken cancellationToken) => Tell(continuation);

    public Task<ContinuationResult> ResumeAsync(Continuation continuation, CancellationToken cancellationToken) => Tell(continuation);

    public Task<ContinuationResult> CancelAsync(Continuation continuation, CancellationToken cancellationToken) => Tell(continuation);

    public Task<int?> PublishedAsync(string process, CancellationToken cancellationToken) => Task.FromResult<int?>(null);

    private Task<ContinuationResult> Tell(Continuation continuation)
    {
        lock (gate) told.Add(continuation);
        return Answer(continuation);
    }
}
