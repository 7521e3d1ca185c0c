using Elsa.Features.Abstractions;
using Elsa.Features.Services;
using Elsa.Storage;
using Elsa.Workflows.Management.Features;
using Elsa.Workflows.Runtime.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Elsa.Persistence.EFCore
{
    /// <summary>Says in which database something is kept. All parts of the engine share one, because a burst is one transaction.</summary>
    public abstract class PersistenceFeatureBase<TFeature>(IModule module) : FeatureBase(module) where TFeature : PersistenceFeatureBase<TFeature>
    {
        internal TFeature UseDatabase(string kind, Func<IServiceProvider, string> connectionString, Func<string, EngineDatabase> open)
        {
            const string key = "Elsa.Database";
            if (Module.Properties.TryGetValue(key, out var other) && !Equals(other, kind))
                throw new InvalidOperationException($"One part of the engine is kept in {other} and another in {kind}: they share one transaction and must share one database.");
            Module.Properties[key] = kind;
            Services.RemoveAll<EngineDatabase>();
            Services.AddSingleton(services => open(connectionString(services)));
            return (TFeature)this;
        }
    }
}

namespace Elsa.Persistence.EFCore.Modules.Management
{
    /// <summary>Where definitions and instances are kept.</summary>
    public class WorkflowManagementPersistenceFeature(IModule module) : PersistenceFeatureBase<WorkflowManagementPersistenceFeature>(module);

    /// <summary>Chooses the database of definitions and instances.</summary>
    public static class WorkflowManagementFeatureExtensions
    {
        /// <summary>Keeps definitions and instances in a database.</summary>
        public static WorkflowManagementFeature UseEntityFrameworkCore(this WorkflowManagementFeature feature, Action<WorkflowManagementPersistenceFeature>? configure = null)
        {
            feature.Module.Configure(configure);
            return feature;
        }
    }
}

namespace Elsa.Persistence.EFCore.Modules.Runtime
{
    /// <summary>Where bookmarks, triggers, timers and journals are kept.</summary>
    public class EFCoreWorkflowRuntimePersistenceFeature(IModule module) : PersistenceFeatureBase<EFCoreWorkflowRuntimePersistenceFeature>(module);

    /// <summary>Chooses the database of bookmarks, triggers, timers and journals.</summary>
    public static class Extensions
    {
        /// <summary>Keeps bookmarks, triggers, timers and journals in a database.</summary>
        public static WorkflowRuntimeFeature UseEntityFrameworkCore(this WorkflowRuntimeFeature feature, Action<EFCoreWorkflowRuntimePersistenceFeature>? configure = null)
        {
            feature.Module.Configure(configure);
            return feature;
        }
    }
}

namespace Elsa.Persistence.EFCore.Extensions
{
    /// <summary>Chooses SQLite.</summary>
    public static class SqliteProvidersExtensions
    {
        /// <summary>A SQLite file, in WAL mode with full sync.</summary>
        public static TFeature UseSqlite<TFeature>(this PersistenceFeatureBase<TFeature> feature, string connectionString = "Data Source=elsa.sqlite.db") where TFeature : PersistenceFeatureBase<TFeature> =>
            feature.UseSqlite(_ => connectionString);

        /// <summary>A SQLite file, in WAL mode with full sync.</summary>
        public static TFeature UseSqlite<TFeature>(this PersistenceFeatureBase<TFeature> feature, Func<IServiceProvider, string> connectionStringFunc) where TFeature : PersistenceFeatureBase<TFeature> =>
            feature.UseDatabase("SQLite", connectionStringFunc, static connectionString => new SqliteDatabase(connectionString));
    }

    /// <summary>Chooses PostgreSQL.</summary>
    public static class PostgreSqlProvidersExtensions
    {
        /// <summary>A PostgreSQL database, for many nodes.</summary>
        public static TFeature UsePostgreSql<TFeature>(this PersistenceFeatureBase<TFeature> feature, string connectionString) where TFeature : PersistenceFeatureBase<TFeature> =>
            feature.UsePostgreSql(_ => connectionString);

        /// <summary>A PostgreSQL database, for many nodes.</summary>
        public static TFeature UsePostgreSql<TFeature>(this PersistenceFeatureBase<TFeature> feature, Func<IServiceProvider, string> connectionStringFunc) where TFeature : PersistenceFeatureBase<TFeature> =>
            feature.UseDatabase("PostgreSQL", connectionStringFunc, static connectionString => new PostgreSqlDatabase(connectionString));
    }
}
