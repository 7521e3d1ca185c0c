using Elsa.Features.Abstractions;
using Elsa.Features.Services;

namespace Elsa.Expressions.JavaScript.Features
{
    /// <summary>Expressions in JavaScript. The engine brings them itself, within its limits; naming the feature says that an application relies on it.</summary>
    public class JavaScriptFeature(IModule module) : FeatureBase(module);
}

namespace Elsa.Expressions.Liquid.Features
{
    /// <summary>Expressions in Liquid. The engine brings them itself, within its limits; naming the feature says that an application relies on it.</summary>
    public class LiquidFeature(IModule serviceConfiguration) : FeatureBase(serviceConfiguration);
}

namespace Elsa.Extensions
{
    using Elsa.Expressions.JavaScript.Features;
    using Elsa.Expressions.Liquid.Features;

    public static partial class ModuleExtensions
    {
        /// <summary>Adds expressions in JavaScript.</summary>
        public static IModule UseJavaScript(this IModule module, Action<JavaScriptFeature>? configure = null) => module.Use(configure);

        /// <summary>Adds expressions in Liquid.</summary>
        public static IModule UseLiquid(this IModule module, Action<LiquidFeature>? configure = null) => module.Use(configure);
    }
}
