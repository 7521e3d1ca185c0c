using System.Diagnostics;
using Elsa.Extensions;
using Elsa.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace ProcessSales.Bench;

/// <summary>Timers that all fall due in the same minute.</summary>
internal static class TimerBudget
{
    public static Task RunAsync(Options options) => Task.CompletedTask;
}
