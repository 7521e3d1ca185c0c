using System.Diagnostics;

namespace Elsa.Tests.Storage;

/// <summary>A file system of a few megabytes that can be filled up. Needs the right to mount one.</summary>
internal sealed class TinyDisk : IDisposable
{
    private readonly string _filler;

    private TinyDisk(string folder) => (Folder, _filler) = (folder, Path.Combine(folder, "filler"));

    public string Folder { get; }

    public static TinyDisk Mount(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("elsa-tiny-").FullName;
        Assert.SkipUnless(OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder), "No file system can be mounted here.");
        return new TinyDisk(folder);
    }

    public void Fill()
    {
        using var file = File.OpenWrite(_filler);
        var block = new byte[4096];
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // That was the last block.
        }
    }

    public void MakeRoom() => File.Delete(_filler);

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
