using System.Collections.Concurrent;
using Elsa.Mediator.Contexts;
using Elsa.Mediator.Contracts;
using Elsa.Mediator.Middleware.Notification;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Elsa.Mediator.Services;

/// <summary>Finds the handlers in the sender's own scope; which method to call is worked out once a notification type.</summary>
internal sealed class NotificationSender(IServiceProvider services, NotificationSender.Routes routes, ILogger<NotificationSender> logger) : INotificationSender
{
    public Task SendAsync(INotification notification, CancellationToken cancellationToken = default) =>
        routes.For(notification.GetType()).SendAsync(services, notification, cancellationToken);

    public Task SendAsync(INotification notification, IEventPublishingStrategy? strategy, CancellationToken cancellationToken = default)
    {
        var route = routes.For(notification.GetType());
        if (strategy is null)
            return route.SendAsync(services, notification, cancellationToken);
        var context = new NotificationContext(notification, strategy, services, cancellationToken);
        return strategy.PublishAsync(new NotificationStrategyContext(context, route.Handlers(services), logger, services, cancellationToken)
        {
            Invoke = handler => route.InvokeAsync(handler, notification, cancellationToken),
        });
    }

    /// <summary>One typed route a notification type, shared by all scopes.</summary>
    internal sealed class Routes(IServiceProviderIsService registered)
    {
        private readonly ConcurrentDictionary<Type, Route> _routes = new();
        private readonly ConcurrentDictionary<Type, bool> _heard = new();

        public Route For(Type type) => _routes.GetOrAdd(type, static t => (Route)Activator.CreateInstance(typeof(Route<>).MakeGenericType(t))!);

        /// <summary>Whether anybody listens; what nobody hears need not be said.</summary>
        public bool IsHeard<T>() where T : INotification => _heard.GetOrAdd(typeof(T), static (_, services) => services.IsService(typeof(INotificationHandler<T>)), registered);
    }

    internal abstract class Route
    {
        public abstract Task SendAsync(IServiceProvider services, INotification notification, CancellationToken cancellationToken);

        public abstract INotificationHandler[] Handlers(IServiceProvider services);

        public abstract Task InvokeAsync(INotificationHandler handler, INotification notification, CancellationToken cancellationToken);
    }

    private sealed class Route<T> : Route where T : INotification
    {
        public override async Task SendAsync(IServiceProvider services, INotification notification, CancellationToken cancellationToken)
        {
            foreach (var handler in services.GetServices<INotificationHandler<T>>())
                await handler.HandleAsync((T)notification, cancellationToken).ConfigureAwait(false);
        }

        public override INotificationHandler[] Handlers(IServiceProvider services) => [.. services.GetServices<INotificationHandler<T>>()];

        public override Task InvokeAsync(INotificationHandler handler, INotification notification, CancellationToken cancellationToken) =>
            ((INotificationHandler<T>)handler).HandleAsync((T)notification, cancellationToken);
    }
}
