namespace Elsa.Features.Contracts
{
    using Elsa.Features.Models;

    /// <summary>Tells which features the application has.</summary>
    public interface IInstalledFeatureProvider
    {
        /// <summary>All of them.</summary>
        IEnumerable<FeatureDescriptor> List();

        /// <summary>Null when there is none of that name.</summary>
        FeatureDescriptor? Find(string fullName);
    }
}

namespace Elsa.Features.Models
{
    /// <summary>Describes a feature to people.</summary>
    public class FeatureDescriptor
    {
        /// <summary>Empty.</summary>
        public FeatureDescriptor()
        {
        }

        /// <summary>For the given names.</summary>
        public FeatureDescriptor(string name, string ns, string displayName, string? description = null)
        {
            Name = name;
            Namespace = ns;
            DisplayName = displayName;
            Description = description ?? "";
        }

        /// <summary>Unique within its namespace.</summary>
        public string Name { get; set; } = default!;

        /// <summary>Tells features of the same name apart.</summary>
        public string Namespace { get; set; } = default!;

        /// <summary>Namespace and name, joined by a dot.</summary>
        public string FullName => $"{Namespace}.{Name}";

        /// <summary>For people.</summary>
        public string DisplayName { get; set; } = default!;

        /// <summary>For people; may be empty.</summary>
        public string Description { get; set; } = "";
    }
}

namespace Elsa.Features
{
    using Elsa.Features.Contracts;
    using Elsa.Features.Models;

    /// <summary>The features as they were when the module was built.</summary>
    internal sealed class InstalledFeatures(IReadOnlyList<FeatureDescriptor> features) : IInstalledFeatureProvider
    {
        public IEnumerable<FeatureDescriptor> List() => features;

        public FeatureDescriptor? Find(string fullName) => features.FirstOrDefault(feature => feature.FullName == fullName);
    }
}
