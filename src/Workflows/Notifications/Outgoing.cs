namespace ProcessSales.Workflows.Notifications;

/// <summary>What goes out together: to one person by mail, or into one group.</summary>
/// <param name="Id">The same when it is tried again.</param>
/// <param name="Robot">Null for a mail.</param>
/// <param name="Recipient">Of a mail.</param>
internal sealed record Outgoing(Guid Id, Robot? Robot, Addressee Recipient, IReadOnlyList<OutgoingNotice> Notices);

/// <summary>Somebody who is written to.</summary>
internal sealed record Addressee(string Name, string? Email, string Language);

/// <summary>One notice of it.</summary>
/// <param name="ChannelBody">What the channel's own template made; null for the plain body.</param>
internal sealed record OutgoingNotice(string Subject, string Body, string? ChannelBody, Guid? CaseId, DateTimeOffset At, string Recipient);

/// <summary>How a hand-over ended.</summary>
/// <param name="Error">Null when it was taken.</param>
/// <param name="StopLane">The others would only meet the same: wait for the next round.</param>
/// <param name="QuietFor">The receiver asks for quiet; null when it does not.</param>
internal sealed record HandOver(string? Error, bool StopLane = false, TimeSpan? QuietFor = null)
{
    public static HandOver Done { get; } = new((string?)null);
}
