using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;

namespace ProcessSales.Host.Tests.House;

public sealed class SharedOptionsTests
{
    /// <summary>Results.Json finishes options at their first use: of two requests that come first at once, one would be answered with 500.</summary>
    [Fact]
    public void What_requests_write_their_answers_with_is_finished_before_the_first_one()
    {
        // Once more beside the one of the other tests, which has answered requests by now.
        var shared = new AssemblyLoadContext(null).LoadFromAssemblyPath(typeof(Program).Assembly.Location).GetTypes().Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType == typeof(JsonSerializerOptions)).ToList();

        Assert.NotEmpty(shared);
        Assert.All(shared, field => Assert.True(((JsonSerializerOptions)field.GetValue(null)!).IsReadOnly, $"{field.DeclaringType}.{field.Name}"));
    }
}
