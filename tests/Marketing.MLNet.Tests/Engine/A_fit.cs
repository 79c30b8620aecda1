using Marketing.MLNet.Engine;

namespace Marketing.MLNet.Tests.Engine;

public sealed class A_fit
{
    [Fact]
    public void Is_left_alone_when_the_run_is_canceled()
    {
        using var cancel = new CancellationTokenSource();
        using var goOn = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        var run = Task.Run(() =>
            Fitting.Run(
                () =>
                {
                    started.Set();
                    goOn.Wait(TimeSpan.FromMinutes(1));
                    return "a model";
                },
                cancel.Token
            )
        );
        started.Wait(TimeSpan.FromMinutes(1)).Should().BeTrue();
        cancel.Cancel();
        run.Invoking(task => task.Wait(TimeSpan.FromMinutes(1)))
            .Should()
            .Throw<OperationCanceledException>("the fit itself is still under way");
        goOn.Set();
    }

    [Fact]
    public void Hands_over_its_result_and_its_failure()
    {
        Fitting.Run(() => 3.ToString(System.Globalization.CultureInfo.InvariantCulture), CancellationToken.None).Should().Be("3");
        FluentActions
            .Invoking(() => Fitting.Run<string>(() => throw new InvalidOperationException("no"), CancellationToken.None))
            .Should()
            .Throw<InvalidOperationException>()
            .WithMessage("no");
    }
}
