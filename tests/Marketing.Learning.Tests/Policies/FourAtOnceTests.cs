using System.Runtime.Intrinsics;
using Marketing.Learning.Numerics;

namespace Marketing.Learning.Tests.Policies;

public sealed class Functions_of_four_numbers_at_once
{
    [Fact]
    public void Agree_with_those_of_one()
    {
        for (var x = -690.0; x < 690; x += .37)
        {
            (FourAtOnce.Exp(Vector256.Create(x))[0] / Math.Exp(x)).Should().BeApproximately(1, 1e-14, "exp {0}", x);
            FourAtOnce.Log(Vector256.Create(Math.Exp(x)))[3].Should().BeApproximately(Math.Log(Math.Exp(x)), 3e-13, "log exp {0}", x);
        }

        for (var x = .001; x < 3; x += .001)
        {
            FourAtOnce.Log(Vector256.Create(1, 2, x, 4))[2].Should().BeApproximately(Math.Log(x), 1e-14, "log {0}", x);
        }
    }

    [Fact]
    public void Have_ends()
    {
        FourAtOnce.Exp(Vector256.Create(double.NegativeInfinity))[0].Should().BeApproximately(0, 1e-300);
        double.IsFinite(FourAtOnce.Exp(Vector256.Create(1e9))[0]).Should().BeTrue();
        FourAtOnce.Exp(Vector256.Create(0.0))[0].Should().Be(1);
        FourAtOnce.Log(Vector256.Create(1.0))[0].Should().Be(0);
    }
}
