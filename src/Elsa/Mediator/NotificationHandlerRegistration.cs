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

    /// <summary>Registers the handler, scoped, for every command type that it does.</summary>
    public static IServiceCollection AddCommandHandler<THandler>(this IServiceCollection services) where THandler : class, ICommandHandler =>
        AddAs(services, typeof(THandler), typeof(ICommandHandler<,>));

    /// <summary>Registers the handler, scoped, for every question type that it answers.</summary>
    public static IServiceCollection AddRequestHandler<THandler>(this IServiceCollection services) where THandler : class, IRequestHandler =>
        AddAs(services, typeof(THandler), typeof(IRequestHandler<,>));

    /// <summary>Registers every public handler of the marker's assembly.</summary>
    public static IServiceCollection AddHandlersFrom<TMarker>(this IServiceCollection services) => services.AddHandlersFrom(typeof(TMarker).Assembly);

    /// <summary>Registers every public handler of the assembly.</summary>
    public static IServiceCollection AddHandlersFrom(this IServiceCollection services, System.Reflection.Assembly assembly)
    {
        foreach (var type in assembly.GetExportedTypes())
            if (type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false })
            {
                if (typeof(INotificationHandler).IsAssignableFrom(type))
                    AddAs(services, type, typeof(INotificationHandler<>));
                if (typeof(ICommandHandler).IsAssignableFrom(type))
                    AddAs(services, type, typeof(ICommandHandler<,>));
                if (typeof(IRequestHandler).IsAssignableFrom(type))
                    AddAs(services, type, typeof(IRequestHandler<,>));
            }

        return services;
    }

    private static IServiceCollection AddAs(IServiceCollection services, Type handler, Type kind)
    {
        services.AddScoped(handler);
        foreach (var contract in handler.GetInterfaces())
            if (contract.IsGenericType && contract.GetGenericTypeDefinition() == kind)
                services.AddScoped(contract, provider => provider.GetRequiredService(handler));
        return services;
    }
}
