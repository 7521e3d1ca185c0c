namespace ProcessSales.Bench;

internal static class InboxBudget
{
    public static Task RunAsync(Options options) => Task.CompletedTask;
}
