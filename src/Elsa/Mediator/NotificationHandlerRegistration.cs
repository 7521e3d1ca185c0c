using Elsa.Mediator.Contracts;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what the engine calls back.</summary>
public static partial class DependencyInjectionExtensions
{
    /// <summary>Registers the handler, scoped, for every notification type that it handles.</summary>
    public static IServiceCollection AddNotificationHandler<THandler>(this IServiceCollection services) where THandler : class, INotificationHandler
    {
        services.AddScoped<THandler>();
        foreach (var contract in typeof(THandler).GetInterfaces())
            if (contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(INotificationHandler<>))
                services.AddScoped(contract, static provider => provider.GetRequiredService<THandler>());
        return services;
    }
}
