namespace Elsa.Mediator.Models
{
    /// <summary>The result of what has none.</summary>
    public record Unit
    {
        /// <summary>The only one that is needed.</summary>
        public static readonly Unit Instance = new();
    }
}

namespace Elsa.Mediator.Contracts
{
    using Elsa.Mediator.Models;

    /// <summary>Something to do, by exactly one handler.</summary>
    public interface ICommand;

    /// <summary>Something to do, by exactly one handler, with a result.</summary>
    public interface ICommand<T> : ICommand;

    /// <summary>Does commands of some type.</summary>
    public interface ICommandHandler;

    /// <summary>Does commands of type <typeparamref name="TCommand"/>.</summary>
    public interface ICommandHandler<in TCommand, TResult> : ICommandHandler where TCommand : ICommand
    {
        /// <summary>Called in the scope of the sender; an exception reaches the sender.</summary>
        Task<TResult?> HandleAsync(TCommand command, CancellationToken cancellationToken);
    }

    /// <summary>Does commands of type <typeparamref name="TCommand"/> without a result.</summary>
    public interface ICommandHandler<in TCommand> : ICommandHandler<TCommand, Unit> where TCommand : ICommand<Unit>;

    /// <summary>Has commands done. What must survive a crash belongs into the workflow dispatcher instead.</summary>
    public interface ICommandSender
    {
        /// <summary>Returns the handler's result.</summary>
        /// <exception cref="InvalidOperationException">No handler is registered.</exception>
        Task<T?> SendAsync<T>(ICommand<T?> command, CancellationToken cancellationToken = default);

        /// <summary>Returns the handler's result; the headers are for handlers of a sender that knows them.</summary>
        Task<T?> SendAsync<T>(ICommand<T?> command, IDictionary<object, object> headers, CancellationToken cancellationToken = default);

        /// <summary>Returns when the handler has finished.</summary>
        Task SendAsync(ICommand command, CancellationToken cancellationToken = default);
    }

    /// <summary>A question, to exactly one handler.</summary>
    public interface IRequest;

    /// <summary>A question whose answer is of type <typeparamref name="T"/>.</summary>
    public interface IRequest<T> : IRequest;

    /// <summary>Answers questions of some type.</summary>
    public interface IRequestHandler;

    /// <summary>Answers questions of type <typeparamref name="TRequest"/>.</summary>
    public interface IRequestHandler<in TRequest, TResponse> : IRequestHandler where TRequest : IRequest<TResponse>
    {
        /// <summary>Called in the scope of the sender; an exception reaches the sender.</summary>
        Task<TResponse?> HandleAsync(TRequest request, CancellationToken cancellationToken);
    }

    /// <summary>Has questions answered.</summary>
    public interface IRequestSender
    {
        /// <summary>Returns the handler's answer.</summary>
        /// <exception cref="InvalidOperationException">No handler is registered.</exception>
        Task<T?> SendAsync<T>(IRequest<T> request, CancellationToken cancellationToken = default);
    }

    /// <summary>Questions, commands and notifications in one.</summary>
    public interface IMediator : IRequestSender, ICommandSender, INotificationSender;
}
