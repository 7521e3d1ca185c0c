using System.Collections.Concurrent;
using Elsa.Mediator.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Mediator.Services;

/// <summary>Finds the handler in the sender's own scope.</summary>
internal sealed class DefaultMediator(IServiceProvider services, INotificationSender notifications, DefaultMediator.Routes routes) : IMediator
{
    public Task<T?> SendAsync<T>(IRequest<T> request, CancellationToken cancellationToken = default) =>
        ((Route<T>)routes.For(request.GetType(), typeof(T), typeof(RequestRoute<,>))).SendAsync(services, request, cancellationToken);

    public Task<T?> SendAsync<T>(ICommand<T?> command, CancellationToken cancellationToken = default) =>
        ((Route<T>)routes.For(command.GetType(), typeof(T), typeof(CommandRoute<,>))).SendAsync(services, command, cancellationToken);

    public Task<T?> SendAsync<T>(ICommand<T?> command, IDictionary<object, object> headers, CancellationToken cancellationToken = default) => SendAsync(command, cancellationToken);

    public Task SendAsync(ICommand command, CancellationToken cancellationToken = default)
    {
        var result = command.GetType().GetInterfaces().FirstOrDefault(static contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(ICommand<>))?.GetGenericArguments()[0] ?? typeof(Models.Unit);
        return ((Route)routes.For(command.GetType(), result, typeof(CommandRoute<,>))).RunAsync(services, command, cancellationToken);
    }

    public Task SendAsync(INotification notification, CancellationToken cancellationToken = default) => notifications.SendAsync(notification, cancellationToken);

    public Task SendAsync(INotification notification, IEventPublishingStrategy? strategy, CancellationToken cancellationToken = default) => notifications.SendAsync(notification, strategy, cancellationToken);

    /// <summary>One typed route a command type, shared by all scopes.</summary>
    internal sealed class Routes
    {
        private readonly ConcurrentDictionary<(Type Message, Type Result, Type Kind), object> _routes = new();

        public object For(Type message, Type result, Type kind) =>
            _routes.GetOrAdd((message, result, kind), static key => Activator.CreateInstance(key.Kind.MakeGenericType(key.Message, key.Result))!);
    }

    private abstract class Route
    {
        public abstract Task RunAsync(IServiceProvider services, object message, CancellationToken cancellationToken);

        protected static T Handler<T>(IServiceProvider services, object message) where T : notnull =>
            services.GetService<T>() ?? throw new InvalidOperationException($"No handler is registered for {message.GetType().Name}.");
    }

    private abstract class Route<T> : Route
    {
        public abstract Task<T?> SendAsync(IServiceProvider services, object message, CancellationToken cancellationToken);

        public override Task RunAsync(IServiceProvider services, object message, CancellationToken cancellationToken) => SendAsync(services, message, cancellationToken);
    }

    private sealed class CommandRoute<TCommand, T> : Route<T> where TCommand : ICommand
    {
        public override Task<T?> SendAsync(IServiceProvider services, object message, CancellationToken cancellationToken) =>
            Handler<ICommandHandler<TCommand, T>>(services, message).HandleAsync((TCommand)message, cancellationToken);
    }

    private sealed class RequestRoute<TRequest, T> : Route<T> where TRequest : IRequest<T>
    {
        public override Task<T?> SendAsync(IServiceProvider services, object message, CancellationToken cancellationToken) =>
            Handler<IRequestHandler<TRequest, T>>(services, message).HandleAsync((TRequest)message, cancellationToken);
    }
}
