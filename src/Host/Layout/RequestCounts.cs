using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Layout;

/// <summary>The numbers of the inbox, asked once for a page and its frame.</summary>
public sealed class RequestCounts(Inbox inbox)
{
    private Task<InboxCounts>? counts;

    /// <summary>The same answer for the whole request.</summary>
    public Task<InboxCounts> OfAsync(Guid person) => counts ??= inbox.CountsAsync(person);
}
