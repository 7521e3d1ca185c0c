using Elsa.Mediator.Contexts;

namespace Elsa.Mediator.Contracts
{
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

    /// <summary>Sends notifications to all handlers registered for their type.</summary>
    public interface INotificationSender
    {
        /// <summary>Calls the handlers one after the other and returns when every one has finished.</summary>
        Task SendAsync(INotification notification, CancellationToken cancellationToken = default);

        /// <summary>Calls the handlers as the strategy says; null one after the other.</summary>
        Task SendAsync(INotification notification, IEventPublishingStrategy? strategy, CancellationToken cancellationToken = default);
    }

    /// <summary>Says in which order handlers are called.</summary>
    public interface IEventPublishingStrategy
    {
        /// <summary>Calls the handlers.</summary>
        Task PublishAsync(NotificationStrategyContext context);
    }
}

namespace Elsa.Mediator.Middleware.Notification
{
    using Elsa.Mediator.Contracts;

    /// <summary>A notification on its way.</summary>
    public class NotificationContext(INotification notification, IEventPublishingStrategy notificationStrategy, IServiceProvider serviceProvider, CancellationToken cancellationToken = default)
    {
        /// <summary>What happened.</summary>
        public INotification Notification { get; init; } = notification;

        /// <summary>In which order handlers are called.</summary>
        public IEventPublishingStrategy NotificationStrategy { get; init; } = notificationStrategy;

        /// <summary>The scope of the sender.</summary>
        public IServiceProvider ServiceProvider => serviceProvider;

        /// <summary>Set when the sender has given up.</summary>
        public CancellationToken CancellationToken { get; init; } = cancellationToken;
    }
}

namespace Elsa.Mediator.Contexts
{
    using Elsa.Mediator.Contracts;
    using Elsa.Mediator.Middleware.Notification;
    using Microsoft.Extensions.Logging;

    /// <summary>What a strategy works on.</summary>
    /// <param name="NotificationContext">The notification.</param>
    /// <param name="Handlers">Who hears of it, in the order of registration.</param>
    /// <param name="Logger">For failures that the sender does not hear of.</param>
    /// <param name="ServiceProvider">The scope of the sender.</param>
    /// <param name="CancellationToken">Set when the sender has given up.</param>
    public record NotificationStrategyContext(NotificationContext NotificationContext, INotificationHandler[] Handlers, ILogger Logger, IServiceProvider ServiceProvider, CancellationToken CancellationToken = default)
    {
        internal Func<INotificationHandler, Task> Invoke { get; init; } = static _ => Task.CompletedTask;
    }
}

namespace Elsa.Mediator.PublishingStrategies
{
    using Elsa.Mediator.Contracts;

    /// <summary>One after the other; the first exception ends it.</summary>
    public class SequentialProcessingStrategy : IEventPublishingStrategy
    {
        /// <inheritdoc />
        public async Task PublishAsync(NotificationStrategyContext context)
        {
            foreach (var handler in context.Handlers)
                await context.Invoke(handler).ConfigureAwait(false);
        }
    }

    /// <summary>All at once.</summary>
    public class ParallelProcessingStrategy : IEventPublishingStrategy
    {
        /// <inheritdoc />
        public Task PublishAsync(NotificationStrategyContext context) => Task.WhenAll(context.Handlers.Select(context.Invoke));
    }
}

namespace Elsa.Mediator
{
    using Elsa.Mediator.PublishingStrategies;

    /// <summary>The strategies that there are.</summary>
    public static class NotificationStrategy
    {
        /// <summary>One after the other.</summary>
        public static readonly SequentialProcessingStrategy Sequential = new();

        /// <summary>All at once.</summary>
        public static readonly ParallelProcessingStrategy Parallel = new();
    }
}
