using System.Collections.Concurrent;
using Elsa.Mediator.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Mediator.Services;

/// <summary>Finds the handlers in the sender's own scope; which method to call is worked out once a notification type.</summary>
internal sealed class NotificationSender(IServiceProvider services, NotificationSender.Routes routes) : INotificationSender
{
    public Task SendAsync(INotification notification, CancellationToken cancellationToken = default) =>
        routes.For(notification.GetType()).SendAsync(services, notification, cancellationToken);

    /// <summary>One typed route a notification type, shared by all scopes.</summary>
    internal sealed class Routes
    {
        private readonly ConcurrentDictionary<Type, Route> _routes = new();

        public Route For(Type type) => _routes.GetOrAdd(type, static t => (Route)Activator.CreateInstance(typeof(Route<>).MakeGenericType(t))!);
    }

    internal abstract class Route
    {
        public abstract Task SendAsync(IServiceProvider services, INotification notification, CancellationToken cancellationToken);
    }

    private sealed class Route<T> : Route where T : INotification
    {
        public override async Task SendAsync(IServiceProvider services, INotification notification, CancellationToken cancellationToken)
        {
            foreach (var handler in services.GetServices<INotificationHandler<T>>())
                await handler.HandleAsync((T)notification, cancellationToken).ConfigureAwait(false);
        }
    }
}
