namespace Elsa.Mediator.Contracts;

/// <summary>Something that happened and may interest several handlers.</summary>
public interface INotification;

/// <summary>Handles notifications of some type.</summary>
public interface INotificationHandler;

/// <summary>Handles notifications of type <typeparamref name="T"/>.</summary>
public interface INotificationHandler<in T> : INotificationHandler where T : INotification
{
    /// <summary>Called once a notification, in the scope of the sender; an exception reaches the sender.</summary>
    Task HandleAsync(T notification, CancellationToken cancellationToken);
}

/// <summary>Sends notifications to all handlers registered for their type, one after the other.</summary>
public interface INotificationSender
{
    /// <summary>Returns when every handler has finished.</summary>
    Task SendAsync(INotification notification, CancellationToken cancellationToken = default);
}
