using System.Runtime.InteropServices;
using Marketing.Learning;
using Marketing.Learning.Recommenders;
using Marketing.MLNet.Engine.Recommenders;

namespace Marketing.MLNet.Tests.Engine;

/// <summary>The native library prints by itself, past <see cref="Console"/>: so the process's own descriptor is watched.</summary>
[Collection("the process's output")]
public sealed partial class What_ML_NET_prints
{
    [Fact]
    public void Is_nothing()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var file = Path.GetTempFileName();
        Console.Out.Flush();
        var kept = Dup(1);
        using (var output = File.OpenWrite(file))
        {
            _ = Dup2((int)output.SafeFileHandle.DangerousGetHandle(), 1);
            try
            {
                var data = new Histories(2, [0, 1, 2], [0, 1], [1, 1], [1, 2]);
                new MatrixFactorizationCandidate().Train(data, new Dictionary<string, double>(), new TrainingControl(1, 1, null, default));
            }
            finally
            {
                _ = Dup2(kept, 1);
            }
        }

        File.ReadAllText(file).Should().BeEmpty();
        File.Delete(file);
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Dup(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Dup2(int from, int to);
}
