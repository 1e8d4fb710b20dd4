namespace Feedlog.Indexing.Analysis;

/// <summary>The packed character table; generated, see the remarks before changing it.</summary>
/// <remarks>
/// Derived from the Unicode Character Database, Copyright Unicode, Inc., under the Unicode licence.
/// Written by UnicodeTableGenerator in the unit tests; the layout is told in <see cref="UnicodeTable"/>.
/// </remarks>
internal static class UnicodeTableContent
{
    /// <summary>The Unicode version of the table.</summary>
    public const string Version = "15.0.0";

    /// <summary>Words that name a block each.</summary>
    public const int BlockIndexCount = 8704;

    /// <summary>Words that hold one entry each.</summary>
    public const int EntryCount = 30720;

    /// <summary>Words that hold mappings.</summary>
    public const int PoolCount = 11500;

    /// <summary>Pairs that compose; three words each.</summary>
    public const int CompositionCount = 523;

    /// <summary>Base64 of the Brotli stream of the words' four byte planes.</summary>
    public static ReadOnlySpan<byte> Packed =>
        "XzM0k0T8O+4dW0u/YNBz2xZ18ZDtAtUt3UWdN3r5V7EhMjIQbBxAA9TPgfz/////n5NsHFJdXMEw8/tZ6IYQgjAUGOKepKpGW5filw6J"u8 +
        "SDBaJpRZIAmJqCLJQrfQtImcikJ1M/WSRx8XJ/7xlrdEup7BzOFvu3EVVrlUSDQQYCiWB9C6TbPLfKgcre6LZajDUoRL3ClX7xLis0aX"u8 +
        "7TXqNY80UFRzoe2hOAFJ6kPDomq6hblu3lt+AUn0EB6mPGrfEifmWOdpuDllXeoS0o/LUIV6yK2oJhg00FR/aLo8YDu+iU7arUsXIpcD"u8 +
        "/jhMM/3OqaSZ6p9sgiE18gn4vUT7fasecjUYQsu3eAN+tLxUIR8NDok/YxUux68Op6GAL2ClHtn80G9n8vUEV249/zPAHdWKuA9Pc/u7"u8 +
        "t7EdIjYiQk8ciEQfNXLQwogROaoGG2OMSAEVC0xKRfvTImnUlw4pAWmRVjFRhVsKfNJDQHN6RQhzGT4woyf8hLHz7ad6p9+FC1DYfFLu"u8 +
        "u5s2fnakjFUEjEkBHWPBA9zbHkFhguEvkAPjNfpjzztq/t1MOoxdtt6WYa5sfR+NCnxU8hOIKtxdCdEb1qrZ97pKTT/NAaK0oPqAB8aJ"u8 +
        "HRFqAKg2NGPo3BlxdnZGlB1QuhDAXLv6rRHq9uATsReVUrAQOjx0er39EsdkSa6NFStt6O3p/fkA6oOVEi6TOnzmLp4+RB1h0QAVbVqz"u8 +
        "bL9lhd4ke2SELgR9fPq19gZKJZSLlLCJSipU0onYXxE73/XYUZ5PF2XvV09mF3ZJI25HueUxxYcMYQA0ht0AQIDA4XP4uJdDWmVXqFCp"u8 +
        "w1rwp/nTravbzWP2Xft6L4t0qFYeoTsjjiV10kybn6bpAJ1zp9mxMAsVTquabkm25AhIvk+Jksf0IgXrp1o/z7PlmeyOZLlOObCTxl8x"u8 +
        "R0dJh6gQFdV1ZlGS/VfX0VR0tB1s6fTO+vewTx0WeaMUyEV2rqdi8EtBUFzSKojh0hPGvakxogFCGBmZqZkLz/Nr9tp7JptsZnl+mdK6"u8 +
        "Fa4AoKpYobrzQu9l6c3HyZaS4qz6gCBUyda43a8KrPbX6BpdIas0IBhT6apUjavPZ6pVWtVAk8JQa5xLMjpAZo31efXvQhe6QRAkxdFQ"u8 +
        "Ws3uWavozndVdVXDNECJGs0ZbyPrws3yexddGjRASNcAx4HrzjiTRJcdD/+/zNn7qY8+uI/joH6EcLOpk9Da0Hepu26iKN1hBBqJ0B+6"u8 +
        "TBwHhUQJhMFInERahLaAigea2CZ2EL2NsCWe/mL69tF9O8ID4JtpPEvDK4mbANPAEgwSzEMJEIOQvetjIoWsvLKpACf2fxZjaczCilxr"u8 +
        "HqOwfJpaYtqeiYWsWWYDom3vXC2GPC+EBLwX+uGrBpnjOZ3q+s22URatFfha0a+tBGrVgRWjOEmzvFit24Futrv94Xg6X663++P5en++"u8 +
        "oqzqRt/A0IhsbEIukakZ2Ztb8PZsaQUIcIKkaCadyebyhWIJrsz7Gwp31oP/hp5e9UazxXKQF0QJV6z85q2mqJpumJbtuF4bdbp+0HvT"u8 +
        "HwxH48n0bsqYL5ar9Wa724cRb2tqc3W3PxwJzbAcxd+mxCJZodQHumFaFPVfsetRfnnYEDdlnzZO5N5n0pehICN9BXeTkT7B1T0S6lZ8"u8 +
        "/iIvGn2l9A3d+1a4x+/c3N5LSw+Sr+uHRsE18QLNLaIkCx2dmm6Ylu1fHBisUDZEHh4Jv9yo9BM3x/CJ49ITk7OXfZoqhZnP+Bpm5zqr"u8 +
        "NxdwV6obf6fFpWlecFfq1wwgAx/35i4AkLma1XsyE0QtzU2LKVtfl6wvVTt5+xWH5jLoHk3stclzoIMlmabrAYbZDzKjCT5gNrjatEtQ"u8 +
        "MJL2WGwAndAmbnwWPpzdqfaEbtiIRtIpPUiE/0CSfbnmhWYs8UrQhNJ4MF3yJkWseZYv/lpWjTb5Pxjb//7VaIX7Jjcu81xpd58n6eLH"u8 +
        "U0N9EHP3bt+e6zvXElmSmWEToF9HUNIP2re21LPMVjFYP3gifPtXdaDJ8/nF9evhMUQN8rAZlXWCOyAyIle89Kz9DN7j4T92znJwMdCQ"u8 +
        "GS+cJz7LpUYJ/MZAgfnQc3lg81llFTT8UDm7eCTMrQ7+EfJNEF7yrKBacExQz9Lij7+Sh9CyOjNqFHKCCPk9CGGhmaRO7bzuDesKWSod"u8 +
        "yU20zATSj2MPmwHkpUWmljTjy+tZVNzC6rXPm6h6Uo1dcRdBsq0pIXkFtKrHV5VdnrWybU4U5E98sop2uZ3foZ/mgjn5ALbsByMOeB7Q"u8 +
        "nE9Ay0WAoMWvzA4280ml6orCUgzQVJeHR8pFyylNkVYitkiYtZoCL1Gk7P61Vk1PPvlKKqARL5gtIDjiTFVWEaSuUjGQdZXTLuSUWQJo"u8 +
        "l4hPQYBjdz0+zhgIewGbPlhpjcU/PNaIyH9irLL0/E33zgJzsZZbXBzJQsShlobrSjiSmInWzhJgp2iRRcXkd6EK1/LXo+rXf/Xo59kC"u8 +
        "9fBBEZghwIX3mwPPiXeXhR9f75/iy5yzq95oCQ9KH7xWPz/vd7/sbcqZSCfPWSPh5x5nVqTPvAvQGepP3idev7mfw3O2tdX4ht753QTd"u8 +
        "N1rBfRM/X5YafZO636onPbV3PeA7JUJzq+b8ZzC6+EKBdl2eUeu7Quulpx+kvY00+aOtI17sdf2tbdb5d/ojmn60vRaTVRvSd6kAQpIe"u8 +
        "P5CzYK30Qb2geBEPoYm7SiIOBuuUqxyg2R/TTz/Cqr3RIMZFa1oXahXD/uKX9LrqgbtUvjzj6xCliz3BuZQmChmUObnOKpxcSR+LTHCl"u8 +
        "ArVQTzhnqUXqetNYwxlItY0D4aTYO6ugap7FenF2uedryQrBCgtRNAqGdRTtbcBQsVM1zAs/q+63kzAEFPej6mbmfsydzq3Zqp9pCZus"u8 +
        "bmH7FPd/esSGGjycLqtR+9p1LbhX2V0Xu7UlzdLKx52knpbXKD26g4JEKYeTzoNq2xg850ut5sbEY2hrrzh2Og+acFL46ZYc3coaok6H"u8 +
        "uYld/VBDxtcnc9hO5ONlNo+co4ekwiDx/QFynUxIf9UbE1e4ZcX1YLfTh0feY3AuhHvXcBATExPZjFh00H0xL7iAc7sdqBBxLPM8GD7u"u8 +
        "nL3Dq+CwFJ/e1a2X02nZg/yEMXpoZtL+tOg6RdWCxPSXCa6b8SNMeLd3UrTZz3yEnFJFrAyOt4l50h/G8Kfu+yYWusZzfaPmvWamj1h/"u8 +
        "RhJzMICMquU+RNkb6R8BQjoYMAcbrxUUPI8HB8z4x+Bs4tc+5DYxkQbKztIG2B/CxXTmBjmyhuYoRNE+tOJz9PigNio38lqXhVfzHPTC"u8 +
        "VbZvyo0V78Wfh7XG4MQfuUSIb88/6DZqdeW1OeUqveZ83lxNrPxUk1pa7VXFGFh9RPLpAWPSeputPdFswqSWZNO+I92gWf4Sp9KKnGK1"u8 +
        "i8YHVku7zboQ9gfEawXZ6cf+tSKF78RzIvIAaP9zCSwSCJxK7Ipo4lSDK9ZT5CEicZ37RNIKn6i09qweTlEntlIW1TrLvWyrou9zc2gu"u8 +
        "vQ+VAmFiWOWmf0ypqacstfB/vaMDJJFzEuQjYuKHvLQjfQXCfrRLTrqlP9YuwzcT/NCcYQaN4xfOSpD4E5Okpfga5GRM99xxJn8Z7gGZ"u8 +
        "U7c91o1GkZqrjFtfg9opNOuC5ZJqsm/z0fFDW69XhRUUqIQvSZtGJsYHh/JUK/L5K87sIOmasuU74V8FFbtFVRZb9k/vCeDoPrG6VPF8"u8 +
        "YBgg4bsbuLBwLw3lI05HvNa4sc0Kj/prrR6g7oOpSYnRUyzael7ejUmhlIjNdXCcig/23iRv8Xko9HM7VJAOVyzFdVtUIhH3A6K3SaVi"u8 +
        "Jqc0Yrn8G5WxKsZUwYBrDyXVkA2yNNuz1AC2UiQ6F2NpfpVsKhkOWYuevogrgCUfW0tZK8hFi0McDp0K0QkOHQqrxS7NQqFxIZkPROBt"u8 +
        "cIf51FHK24pIA8k7RJ870sh4aacwEbmkWUL2H05FqNSiVoBUqALf91p1ciLkd8PZqwc7hRASBrIa5lbddpbmHKSAkQ3PKcOXs+ooEi5E"u8 +
        "xClQ4041BHbNiuqKfJt92AQ18kfKOfXkxpJahEpIrfVWHJ7Q2IsRxMxBjNoyEe+BsT2qb8PZaR7tyDEPDHWPMUfdh5TxV8IeImN0r1M4"u8 +
        "VPZIYRow/A33kAKas198qxqPd7u9mwLJY2xgse/WN3xSa4gHi4yGukwntq797BywT/UOHGs+TpZ4mGTjcMu8LgXSygOoHvx1d9y7ba9R"u8 +
        "zItCtEYogdeINLZQKfzYQsqV1Ob7VtW9bzqfafIeA5LD1//ExfToIEKrNJFyxRDa/ghbeJy3lhmJAjydQKxLc4HYxt/JTqWeXO4hPi/o"u8 +
        "UWX0a79jIxFP1qHEjdKupAJ0bhvNR8OyTRQ8eyxCVq9V3FYBsOZD8zbP/iXPVIUgpExvjlIRKBTVfApCohJgyYEgoI5+ew07fjlJUKUj"u8 +
        "sBTTcOAienePQIyZ5/j0t0DFx1MUkT8f5EYWOrSKNC04qXoURivEIxbjdlt40qT0XbjIvqQVAxsHCxL2CLsIWxvjWYry2HM5FVCQCOrl"u8 +
        "UKkyWvmJijdMvOos50xjkGMf2M4BRyBEXye9ItYQqxjo5QKhVhWXWRE5Sj6KQCmTt1B/fG2XFJWoXSUzMYOgPPxfNOGROB7u5S7xtlbZ"u8 +
        "gR6d9VMN5EwpsVbMdIwK1pWywrXIhb3EE2kOZvqjoTnoIMTd9OLY5JkO06SB7xgY6F52SDJrvTynVWG3TAFWqay1cS6yTa0JceR1xb1x"u8 +
        "+KyOtLAk7TW2oYemiaxZiPJJcoRukeOj/TshQNHTqAekT/gVllFs4XUQqzn17s9uFtdE6seeNw+Ovyc9JvsUnJDp1eS9mv0Fo0pbZKBi"u8 +
        "cESuFJ/hKrIJwCU71OlbZtXmwIuZ6UhTdkx+DyYYW90QiVAaqb7v2twMQLlWfob1AbUwhA2zCxa77uPJtT5wlHmpP85cqtNBi/X4/+DA"u8 +
        "OmU6NCytS3MZColjmW/nnuUdepRTvSB59jhBXpRV3bRdf1BRG1y31xC16ZHV+1ws2jbQQkIgkvIA0AEFBFkABwSlgByBBQRiFjAEBFnA"u8 +
        "Qp1o4xImMlcx4QGJO8ATzFvTveB1/xlQ4iuR+YMFYhIsVBgCRCOLBxNqLgkRxFvAUaZEko0s303g9O3UUxAPqoO4JiTSlnBSp5L+DOQ5"u8 +
        "wsmYcNOKgv/Li5egJ+sSmVIe7V6DQY7hzoW6gknuAc9wWqE+iHK/UgO+ghVDIoVFpschMo7MySQEC+ztAQ7+xSqW4glO/MHKfJWW/n6G"u8 +
        "6nh+/JHHcrx8ggJz6QxWEaCP9x40zY43DJ9Y47ms83X9yJ99FyzjGgj9ZraHb7JTNO0GQdoL6NoPWDqIYQl2uO6CP+7aPVZCHQxNsFMb"u8 +
        "Y+wMmMPOzoMAXQQhugzo04qSIXYV5GwCwbLX9762jQC69sO/wsOvZc0B/lOB/4GAYRATVzBSVC6ggi8qN3DhKSovWNlb1P3QloNF5YOh"u8 +
        "8P9TqgB0J0HoT8LnEPWWZTfAsTSQy6yZYO+tWcQ+AGPFNWPsE1iS37PhOe+KJD99UVtvYWUd6B/M4MSl3H8ITMpmBZtVbA6wUWxWXwxl"u8 +
        "xlwDAdCc4Saz/j6b6sObMlAmQ7NraW0bG59QPoPt6Owqul2Pf3e0aI+UvX0Dg2Fo+JjL/nS24ALswB4qZBhgn3HIuAQHcMRiR08YHx3q"u8 +
        "1aqR0fHJqZnZ+cXlldWGt+/rqn+8/xUXn3Dwc6/l7uF52HQ3Tc3MLQ6W7j88QHFAFQKEAGUYUBGgCQMUAg1H8/ELCAoJo0cyWWzA2suJ"u8 +
        "S0hKybpwKfvKtRu5+YW3i+49ePSkuLS8sqq6tv75y9dd74Aa7v/G5tb2zh6ggOsDCsjAEFDFjYyCEWQcqCGTQB2ZmgEodhagyDwgIYvL"u8 +
        "YBFZAVbIKjDErgNDZBMY8mwDE+T7DrBAfv35BwwXnpuHd+/+g3z8AoLCouIESaK0jKz8lmPloOKWzDAD+KUCol1q7IHphOgAzKOPAqZo"u8 +
        "Yp4H7MFbvVlKGyhQxucwfkLESZAhH02viiFQ9ALcVd4p3XsVlSVzyoQqSMcd4x3JGQKNrzSuN6aC1wOgEYPxDjMZAMak+QGMT420El2Y"u8 +
        "0UllElgpgY6noDiXsogHGNQCSxRUrof1qkEkoxIFniZjnkYmgypS1YicUwsKFHmo+C1crgaScgfWd5UoO7bdnAIuVYAX3Hjw2k+TNhLd"u8 +
        "DxmoKqmQ9A0MzH0sDgPuVxkYHBoe+Tg6Nj4xuR1e/e7tdv+/82NvX7/x1dQTIhg2Y9NsKGCg6uzqFhASZkG3P8wfYXVherTk06pnjU1B"u8 +
        "NHuxPFW/49vWx/77NdO88Q0Uu9+w6e2PbuYbXV/TnNH4ZT39DLPXPXwP4B5ioGKuHIavde41dHgPPPOWsL3R94cfXN/41ihB/D6ArwM1"u8 +
        "QTYyC6+R486hZnEIiQCRJUsYMUQ6XOZrV7LAs/waC/wIhJRLmGrZ1SGZxlqBfQap6xRNF5T0gw0LIyOcTcLMolusb1aRHuHnBPLyYILs"u8 +
        "BvBbRJAjBTuDwa6NuccK9gMYnQYm+5Sh+UUm4QON4nloeEEUhxFGjx5ZNCY2sB6wYmYPG4dYEY5jmJAERMckCksB7JAWlB6SGXy2sCwQ"u8 +
        "wxcqcgkczkYsrpSwa30HgVZGCWAfAKdG+0sDzK0I0OweRXt4QDTAj1RoTe5iMKVjoHwzXCm0L3c1mNo0XD387DkMLzu+Jj/AbxHK5P4A"u8 +
        "pikNtICgoY3HOphuXT30YOiA+xBycg+BGRkDozvC40KTck+JmQnCNWbZPD0sYlgjvIzQityrYtaDsMqcsA32nWEn468/T16y2i5XcYTx"u8 +
        "T74eACCj8sXiuZgnBQWFChjGl45nNyoOh1MBABmVo1T07OeJx+NVABBRahthzyVSUlKqgmFskj0IoxIIBBUAkAWlwc7BEcQ5EolEBQAR"u8 +
        "pXYIiNMGlpqroJZy1Fqe2qqkMQ40zpEmlNXVOc2rE3XUyPUdIEAgyraQw+ECJ85QAGBwPjkiMYgSDQIAg/MnpsCmqZ0oS2KrGxDRkXaF"u8 +
        "vdF8r81G+1zCRpTJvCO8q96ByCJSzSi90wqd5CiDlrBPbYFE+YzenCErS/f0vTZlchKgcyRIkNBqrz6tNr9GppBPXx6N/1AmI10R5zCR"u8 +
        "qjlWBxBZSKpj2p9M3HsWG7D5i7B2Aws2KpkgSSjpJccgBInjoTXpFXH8OI5lceeddaHjOH5nKLjvGKt9i19qccfFKG7f32o+i6SlzvSR"u8 +
        "6mZ4iu5giLYj96CQBw8K+FkgfNBZePQYfpYr1TbnbO29DR7Ct1XljaJT6qmJXuc/zxvX8oVSqXxfq/Ot4PXUqHbTHz/55MftxWKpVqdH"u8 +
        "ObsXfZhyRp5KEsQ7WkGiTuA5Q1ppOpKgH599ADxXAzPZaB+PY4wXxi5k3ifPU8zmN9EsFFuClWeI5STecHgreccv/vAbss5GJ51uFhfp"u8 +
        "+OKSnqJ02igwBJkpHTRWtJH48sPAFI0tVpxUaTJkuuuxJ4rFS5Atx1NVnt2rRnNP1q+bHpyBEyRFMyz3gIdgFPHYv4ogKZphuRMfhxFn"u8 +
        "XF5RWVVdU1vHXwgWgycQEhkVHRMbd/QJcSY4QVI0w3Lxk2BzlMbyCopKyiqqauoamlraOrp6+gaGRsYmpmZ3zuP23o1hexYuqUxfYjQ/"u8 +
        "OkCnxOg8BMZdS/hqy/kdLSQhITA4lBJpY8uMDo4uz6akVRnpmWfbwC/fvv/Q1NLW0dXTNzDUOv+TvnzdpHXchqRY1zn9/J0GXb+Q1OvF"u8 +
        "n7YhZofvKKrvFpRa0zwzJLoMdvERmTbJP/ZKoOGRo7PrfxmxSVt/eQ7a0JjvETULeZXMG/frP82uIVJi3pyqtv7RvYdUQk6oaemaOLuW"u8 +
        "nD47NndEVEohKyc6oez119HpTc26V1FtO8wfapRzL+HdB5STzs4sbf7eLSgazoixCtGz9EnM6oWsOcQU+kZUFbfmV1RnmzW297CThWrq"u8 +
        "Fyge3kFtK5vw49HJ67klj4cnJeWVtF1mWUkPnr/v6Nn5s+egmJa57YWCO2IH9I3IwCIXWCU01ijsOHDkzJU7TzS+/AUmep8HGIGBhSVG"u8 +
        "jDhxjFfFaHeF5ZlzoDgXlHblqFSlWq16z7302lv/a9ScunIe6M1t1YABw4aNGvWwW8WadRv+UPyqqvnESRoZzWhRSQXaYdGBTnSh2JG3"u8 +
        "sp1t5+/GqSCP1IKIrYhEZaZotDq94aZW+ydZtbzgY7zzKRLGSbE+atWPXB6NifQvn+ff04er9ZaXMG15rP9/w/JG8cj+TMy+piiIMyBZ"u8 +
        "a6y13kabbLHVNts3O+IwClIvSs12Tdd2fTd2U7d0a7d1e3ccNrVvrZ25qe3Tlzjv6+mXqMAr1vvfO1pIwxPu3q3zoUR+ddQ1C9a7w2Yz"u8 +
        "H3nCp65YUXZFxiX3a9nutuX66hpfef516vYlPOaJICmaYbnsIRlOkNQHdABn16xdv3HTivyO4IOrKz/t+jj3RrT/uOnhjcP0V8Bmv73X"u8 +
        "/1wdP/ydFsm7u9fJ0+jXo9cW1t+xefb5iU//sYPaQvdmdvuHhQ33Nl5f/R7KVzKX7j8EaYTlsodiOEFSNMNy7Tg95usgICmaYbmZX0ec"u8 +
        "eeKjKb+hGojaCmik1BevuqJkeXV9yzL/uPrxp+eX11LVfTQeeZ0bjvt585MwXLJRKVAyEbvQRvIRRBAp2+RJUoREbmF5TfzV01QJzapu"u8 +
        "KKzLaa5pFzaSudmYZeRNPtcxIswlk7bZwhpTfFI7GrL+eSlfo3pb+USe4qyrx/eU2Lqf1WU/c+NJNONzTPKbbzLXF9jVU9jnR7OvjcAc"u8 +
        "JinbQ7nVrj2eF4xzzW0y1zjxjd/jMRCyR+I9vsJrRlBKin4pUJn4JC3akkyyYL8aRKfEhjRl2Oy+Wbw7fRfOMkLjYiXfYXa8wuBmYj/S"u8 +
        "a2X4CC4NCz1V4YOLp6mc2meqx6jPj3ptG0EiZBrI5DXkWi1FaCyL84KS2kmag1ummJUW5NS25XgyYDuWideZ+ykp4dx2bwPt09KQWSLe"u8 +
        "DA9FBB3x4+hecZ5Nw5vPDFcDtawO2Vt0/YXQLgr8DGfJF+wr8GRMkBTNsNzMf0Wc+TdwgqRohuXih2A4QVJT02pJ4fmqG6hyfdiIgvBK"u8 +
        "ZVWwSYnagO4Yy6/gbAGH34QLWw/cgTVy919okqaCPhQqQtcMpbZT1OqRNBUomcRPJJ40BX07qtkKT3KtyP5T2IvS6SlBflqgaYxuJEmm"u8 +
        "J+Sly4Pwq50QXTciaQqHWlfMto+1NcP80HfIX/7TXEZk/+maUHvPZDIxLcLFt1+E6f1WgnwDRKAP8XKjQmgJihXCgui0LOAMEZp7JP1a"u8 +
        "pmQVpBlakXLTN2NNlBiW+62EuqWF0qKjMmKqaLzcIscUj65BQFI0w3Izf404A4oTJEUzLBc/BMMJkqIZlosfkoWfVVzz7nvrM5B3TR6E"u8 +
        "x4mf7Ozq7rnzTtFkudXccgfaj46yqrqGlo5utMvo9Nh4TlLkrfN+W6yp82X93WihwbcyC+2aO5/naurF5tae9nP5+Ed+I9oR1UNsLxyo"u8 +
        "LzfoPFPv5my/Y2zRjPYp/X+j6VZrc4/SbEEBpSfT9FtQum7Dj0tAcGRCJ3g9lYUVlBWxWe7wbRkWbeUP/t2ZUTvxf9++eRjntqpE/3k+"u8 +
        "6U4LNmlwEuuV6N367vuw98GPe+XVLXqzxtqFXq2zkrvAX435A5kR/L9eP+Ftj5F47wGb/ddQcebv7B2/sqCWlHl6b9e2AfPLh78nSoNv"u8 +
        "dOY3sr2jLkN5BLOzrVv0418J5vz3Xja/+69lO66MxPq8M98g9DQoz1jlm+mRrLJndVMZH7/q5oJOg9/xF87InY3b1C/gdg7Z5xEmFyMj"u8 +
        "sHQiy4g/M0N6r9/BU49ncdOcrqn2ad0G4e6bP+853r7RttAmlvMm1+mNmib+Yd9gusgzLUurrD69Ny5REydatT38LlFfvTzwA/2z+lvq"u8 +
        "2URt2bxVy2dKIS5Q77Fv+NXAixvW09np7KMS4TIS2SQzUxuq+4WLeilvtrj1GVwrHI7jvuuwRh9Sg878+zpfjxyvDkwmJzf9LHTInXap"u8 +
        "MrL3luodCSodPoVc9NpQ+V/IlhrFL0jlNOiPtkmIhD9SLT8RidMSFm0d3TLXa698E+e6ReKyXeXoZ1x//aMN/ruicQ5BGbnR8TPU0X8T"u8 +
        "rQMF5kYDhUc0zLr7DC/2JS5/SsV87X9E/5NRu/kDzJ0i6trHS9+RePrATzAdecYbteWSSv/o2PjCkgwW38rsHWbxRZ+P+9Fdi7rmBffo"u8 +
        "1affgEHDRnw0asyET6bM+GzOvAWLlsqBeu55zaM+z7rHIntx2yIkkswnSXC4j06XDn0GU89m0+l8Phwej6uVVQg4EUVJcjf0efTm6pqL"u8 +
        "E3p/fn/Pn7fp8eHh6Uke+9en+/vn56+ylHvyszbl//Oj/GP+If905q+CuzfiMwdBIS59HBJhlCHPITMoQ55DFiDPIatmyoY27LFrGwAE"u8 +
        "WEOhjuj4HsaYkO6RrBDtkkhKFGXIxyFVG/Ic0tpAmRJ5DumgDHmrhmEYhsEYY4ydegHyHOKgDFv4+GzkYvA16TdZepqmWZqnxZxlk/ws"u8 +
        "pyLxlWrhyUeL/kQF+WiBExXko4U7XrnF6q5U9OX6rVRLe0yxnBR4vKrK9GvEMwo8VtXgxfWaLPGAVeoedR/WPyDlitT1fQxJwdefcrXJ"u8 +
        "K6y77uX1tFn3PZq+o64SaiIqsH01NAQsHAUFq/mNMLlK5DTPlpl5tliKuKUhGqKSJAkICArKJpusssouu5CQsONZAquICUuyQBYSfrel"u8 +
        "umGIqZ/pd5R1Uw+vfEElYZxaaQa9VyHEQgI9ydJKjTbG8Z5AEULFe6kgx4NJNb6ag4oiopeW4wCrdxsPEapBFklBCkw9JWIIpVjMwNUV"u8 +
        "1JldQYj3AD3GbqqaA1AihApDg7AFS6/HHMlkKt4LioeMkzw5eYZokWaIhxbi8Sxmt56Fq5olFY8USR1mOOwQhq5AyKAWTU2NTG2cKq1h"u8 +
        "JW1YTMc7Q5wyvhpKsmG1gEI0EqhZ6gmYxJJR+QOnOTPtsqx9xWEnbwzlYGNgshNuXHujckPLqO3/XsnJie/mRguNVkDQau2sZSu59np/"u8 +
        "ve2ro2YcDDS1xHUP8+/NVH3BQwc9PaWk4xIO8e3bv4sH4d6jMd/VHYhxwXpua5yE5bQ0dcUPiU5KOH5CRlabpON2TFKvHG4B9CzE0lrJ"u8 +
        "wCmg58WsQ6zFRmyEIhSxXdBWXEKCQDi2KJE83iMiUSqSlj6BDCeRRW6wvLyCgqKikpIyKqiihjooGmiijwGGGEHGGJMTTE3NzMwfxRgR"u8 +
        "7VzePnAQEFtTceTwSbqEew79XX8DeD3D/MXSM8BuXvjXRrv4+21mdv7974fs/7Q24Vw4b/fTb3n3XgkQwz588ARczs65cqet8kZ7PU2f"u8 +
        "zOUc+XUg7mpqm2reV43aa+3umcu1u+f/4D7VMdvJ44mvt1c+sSDg9Mx3mqHYi+FcF3E/otmRsUhCYvLjhwGPzkReKrp7883bd7tEHhGY"u8 +
        "gmUgtwHkJ3lwuCIRKFWeevf1DUhF6yWoK4+9Kk/4yQBVhbW8QhJw9ANOfhh14Q6dCCJTBqgfkwbqdXfhDj1CRnqCaek8fDJrBDR0kmn5"u8 +
        "d+mWFSYwdZPYiJoNRhc/lIcdrKj+wNut642H+/5/i0B1XUPj2zdxrxgf3zjanf7KmlraG9OGRfvBz45QnRbLu0SYbeh3P9vmFtlUB89i"u8 +
        "SuV3JZ4eG778pLypkqy6edzPq6yhr2qgqDL/C8opqKGa4Q1F9PErTGR7mD01zZP3QqPNM2+LGoSQQBw4RUVJN01YDW8sgQnogYJcak4C"u8 +
        "RUqUqVClRh36V2icrLQOwF8Vc4jJ58MAPr6AnevPgsD2v1NMXx0zMRER5xO2DwiD789kAN9gEGcBqqqqLRzbm84fnZG+Lyaea3X+QoWw"u8 +
        "geiTNY1D1xygms/JbuIj7FJikWRuRJlRY4U5dJLPB8DNec5Sjx1DjD/Dke/Gakr+W74Oqi/hVfYcxObOd93StLL3ZQvVB1ywuHG/vaR6"u8 +
        "chszqWXMYPM1tXz+yYXjN6O4MBOSkpJORrRO+iyv426hpoF3v+2z8zl9Ore46t1hHD8lCv+1c4s3S0mx5PPGd9xRCe/HS18EicP+X38j"u8 +
        "JFLz++H5zSP/sp1Eilf4mwufDefCQ+KnpuX/SOkEeafFV1TVtOb8VVSEJSSa6j56h8zkdQztpGgKXe1vMrU8ZRl78en98omNb/sE3Sv7"u8 +
        "bXbr/A5M+7wu8eGJXFBiITvUOnTXzA8zgWzkc841qKB0hF9Q3MPuvdnPdNv0sIuihwoN7i09vjd6RPyR/SnG7YbnF3h+nnrxuiPgMImt"u8 +
        "HxSTLqIiH67c1tSzE+5xsVFDRPC6eQK7VJLsU1AspWqDJF9TPRSbVfKgrs7ELTK9VfCYGikn4va+ojqj38jW5oaAsoioqLlGlvF14VPn"u8 +
        "22eOU/M+XFqW1zO3jn/06CsobmwhJvfeWZiBnvOBmwBZRcrEeSSWdO0n10eC1+MIz4GnGB5S9aPqKwUw9lZIdlZhVWXVyzntWWGfUsLL"u8 +
        "eUe71vYxtZABmfXNw62+J91plb0hNm4BQU/O7JnmSIVkDE3BO14+AUMTqj+fl/m/arqzcs7hcfFbQbY8tu3F2kQ/2rtydX2/nCA6NBy/"u8 +
        "w/cz61ote+79UwL5aHj0p11Pr/PwSNdMK0s/eve3U+GA3p/OlYDOH1x7sp9Td/5y7T2sBWk/4TqoF+k4iXZS6BMtM0XDNI1maCFMyxga"u8 +
        "E2nrPtPW30t3zdI2ddK2wrSKoVkRTRKmTVzejPE2Lu/em4BHwiO4kXlQedHnPfN43euN1/t+3w76vpfCAtEiYYniy4/pIGU+Yn6SZRqe"u8 +
        "f1RBKlxU8WT15NI0CVAToFmwZtFA20HCIYmHLBpYPOh8cEKEZGRCFGJU0WiS0aXjlUzs1zl8YVphfOUozUmGsyzLKg8trN1cuLnysLXx"u8 +
        "JM+z7AqqK12TUBRdFFMWV5eumkgzKSmZenLt1HRS11LSVdb/aYZL2MlhtMT13JEXNV3MZHHjpVks3ewcNiw2TVvmbUtW52x9ZnmTb1a7"u8 +
        "7Eg5a68VXqt7bSwy67BpuZDDL3ZcyWFl51Wd17K/rQdbc13dce2eG7lucN+YtiltM5/tJNC5584hu9zY1W+3sP0k2LvP3iL3Tpf7CNpx"u8 +
        "4idLv1gOumBDLriwC/KbVedZG+gXnsjL7n7WVj7Wdv7RwQoWYfbuKeZIijmSZY8UWGNMwjUhaQKlsOG0CWDd4DMnSPpk180J4WwMPmuK"u8 +
        "XJhBmyj+cMS+w+xwkjJn7aUZ8o9Tv3Na7oyw/Shi70H2HB9/vzvxnnAlVvHadGBMZx5cpuLL659cDSdn4V9z9GcuzczD3EtQvQS/vk0f"u8 +
        "lrjfr8LyW2RtRc+Wh7bqwHZY/Uuy25n1/yTzA/9+i3/H8O80+Hv8iIF2MXA5YaqJu2onfDrDbxVQZNjuDd7vLT7gK8z5jsT9hpIijBap"u8 +
        "qaKVk0W7q3aaKrBYoVYrVq5U7H7/SyvENCWdheVDxZzdqyJYumHRbBNr03arqfIDK90F3SrQUugNRb7R0R2HVqeNy3c6GfJ0z6PNJ9M+"u8 +
        "nfLZiNcHfX7Iy0JJD0qMlfpEmZ/s099P+Y8bPQoYD8mXkH4O2WjQp0LeEORnpCcRE1Gfi/n5KP9FMyN4MyKLo/R1FO2jwm5eAdejgPQp"u8 +
        "w3aqkI0qbkgVoajh3qkh4+rIJAq5o9gZFKeBIrOasBsJmTfErhriPAyRdUOeTRNk2wLZsUJWqIgjay97BBldRJaJdhJEewLRQXLzOLI/"u8 +
        "FvbHr8/e/ez6/ndvOmJ9EueruP1fSE2e/Esam1BNTRwtc7yr91dioyc/9pIx1fS18+Z+Fu/O4+4+RUf6IYWxo6UJaTzyEgZaHGRpLCZf"u8 +
        "h7x37w9+OPrx5Kezn0t3+XP/intZ3Rvdgx8D1aH6xvt3oJLTPvjrRdzyNnWeh8d5mUiEhCQFKaACgt9AB5bIN9JBCZsNSYTYY2SfOBEi"u8 +
        "7N0p+xVI6QQ0KgoGaoqQ8gWrKhqo60GiHmykD9X1YbINZNjA9jYGVApkUmAHioGjF1R4wb5eBv40qKTBfjSDgMtoXg6afxUt60Y7etGu"u8 +
        "frQTg2IRlJsH3U1Aj0mix7VRfUPUiIyamKJmVmgYDfX2RSP80EgGGsVEWdFoDBvlxKLJcWhKPPopAZ1KRU+noekZ6JlM9Gw2Op2DztxF"u8 +
        "Sx6jpU/QsmK0/Cm6VIUuP0O/VKMP+Yp5fPt8KwMqQkeZGFvGlfMVQqVYJVXLNSpsE2wTRvRRxpQ1zV5wF3lraF1nx98V/B55nXwV57oe"u8 +
        "8QMSRiQ+kfOFXG/k/iBJSrKcFCWpbp2Lbvce5K9EL2VUWdVsx3V5H4KPwoa4UfLjf82PdTsbfv7xN7eBZhJWS5xXohXtwR1E2//RzwD4"u8 +
        "ffZI0kde3IPkEaR+wh97wU/E+237U+eO7Rxllmn/TxbcF7MXHucI5vDBRlzqx4vjPcyOxDxOWrEwNguo5VlZWP2s4Dlm4ecP5zC39DXA"u8 +
        "B6+26RBcD6B4QJhZZFIKVXsavfskk0eL+5uYr4eFM/crLPqIyTmLZB4AgvSGeOJL35GVsx98Hn3++fwu4EDb0+3/fO+KecneEQyKzjG/"u8 +
        "rhgeT9QbSUhwM8HiKazOzmd6Msa5bc08TTRzgUtU28USaYqmOubFcswl8Uv7X/VEEHqtznX/o03OVZa9PvK2dTetRZT9FR37kwRGhxs4"u8 +
        "nxn8xwXJ4iSSG/hevjDyR4E3yJ2vcr32ZWlQULlcSS88jzL3girvcDvTx9mtveHgs80eIspjKgf4AE8IrBY6zAD+OM6GAdqfBDK3ZkKd"u8 +
        "27weEiB9qsAytuhmrLh0j2yRZnz5Ay/XjqehxTC1gkWflaLieUFUOHKLVeqFN/Iw2ijXfEgyOQZkD80PcAJGhc1TwD6e58vcJtm1NB+f"u8 +
        "X6KcyGaUaH4lMsr+/zSXlXjh203hd58CRGV5pftd0J/VYHpqPKfdYX8yHQXdWSdr+pkej/1N2/vQLwCPnRERp8X0s7V6d+ep4bd/AWES"u8 +
        "EAt7Jks8xOAjGRZJZjyBN6NMnukll5hdogX9LQEGzJLB31J6GuQjeJnVzMaoaSsaBSu0aG9LaYOD5zWocFRnt3hHip01AvdjKrf0qpyD"u8 +
        "lU0j+ccCiNdiHew1xntHXQ45DwNIV8OmYz0dDsg9qBkz87LCNguRY/bs5/ygBHyfz79+DofnAnJgK7bpx2ntDm377SRdGuIdb5IKiKtr"u8 +
        "dSeioJuyGxsUc1xqXNXqBynN1vs02MtnQT2qIUoqGNsx8W6Ajfw4zzLhhpHKbqzlrxop2QavII8hsIUOJI8YC/ZmX40NveXQUk5fmGwO"u8 +
        "NL6LDwS5A9a8g8Ko463baH+nA2NYgkOJsKt6jUDAQuHf5JIdT1ESPnry4DkDoPBul3lDinlxC8cE25YWkD7OeaQaRqjGVGq9SJl3+xhk"u8 +
        "nUTt4dnXtJxRRNu4eGXod/sdZ7IpTKe3x3j4vsrd98GzuPabBnPY7rufELV3HRNOWM1HtVTfnojDNRj116pjh3I7xwGP0W6Tmyo3pgwy"u8 +
        "PM6oaBF9tiX0UPGcuyjGI6arX69yrelzJDRzYqzf2v1M6qsdSWRFstgVcGDbAelrbXhVDGy95ZxFxEa/KiO/3zBEW2lZMdfoDiu9NJxi"u8 +
        "RY5c6TlxiIf9Aoh09dJrd66z8plHf4kKmTisl+99Rus22tNsrkbA35uu7PW9SsQII6ySdcZzSuaLN3aKVfyk6mGHBfWgbfRDG3jYziXE"u8 +
        "C9TiSxLwXXkIm8ev9phagZGZfNUQrNqp8VvadcIyxCp14qSuiCYQDRCk8nXyOjduLVcEjyHBz6HIS52z0Yx+RK0oosMT8KPAlxomTPQZ"u8 +
        "jHQi6SsmG8aI1rUJa2jWLeeVKEfF7j8kMEp8uA/AhbGyF1qvpkqI15uvvmwbKc78IrT5LzR7HHl9ttaoJl2SrqJQ8hw+S1d7poH0vaC1"u8 +
        "PB9h7I08lU7FjmEAQ2QI7U2d09pzGhgfs6Vcs7Ey/SeHpsiM4JqO84xbC9w2xiyKIlfdGjs69HP11UEsWSZ7O9w5QsFbzJ4WY6LzwdZ2"u8 +
        "f/TlGPSteQh6GeOzRyMsNSyZ36En1ofvp7i5qMn8CTl0A9ifSU3DY+9ApnA47CFn0dBoOfW0+q04PGyvHsb8VBsNR0ZXsbrTatXK+0mS"u8 +
        "lfR8lApTsi1MSYljViXuUyVxtqrrWfVD5m/fk2rq6rS9+U3ZYd43eXHuBI9gwOdLYLQjYaxUBwWaHh3NrKKiSRReDh17gj+0E+JPYwXS"u8 +
        "f/TxF6ZIiPIc4mBeRZ4knfZZx1+YUgXfsnnwYXgwr8PFbfG2Vjb74eY/CY+jODKXR4DmxaonEpouyqX5cDDCu0gbVsf1fBcD0xOF56Ov"u8 +
        "eL0GcqK1h7IxfFZGWlgi7TX26L/P6bhugSAzro9k+lvNefZgozkvR8BZyZWTuKYFk5repmqouuq3a7K0QMhDLl63TZI7cZLcziLviWX5"u8 +
        "a1yMn8/nkDX8Na6XGPNfH6/EKJOpv6xuTzdDwobZBcraAKYn1bSNJzm6JZzxIGzCAzhNUSDbgYJ8ti7qa4r6IxYm8bcfIvI2F+sCl6MI"u8 +
        "hW7BvEOQ3zVjhoHhOwfg8Spo8zL46BcR2lpKwglBwfuiMbgRLmlO8vzeL0WKvQV3EUZ7R/t0AXL/ShyJAsP6En6OcTdW52UAy2/NTn9D"u8 +
        "JWWeVHwaY8GAwayEILH9y5eQ+lyW8jys9aytPWfDcLZxfBMj0wT0B5hnvMQLizjr8fWxLvfd0lL5OuA4aHXxvHteHe4ftDRR0UZE2Aou"u8 +
        "wVtbO0WdjuL4fUmwj2jTAs2Yp3zz3uEMThhkLmwoBm1udFDDKJp5DnZJYb6LdkDA7iBrS7W3RrYzYV1sNvXn1kEQShRuIY1c52QvlwE9"u8 +
        "NuBxLtfGAm2WENBkzI1ecMGCBEmpJZaRJdsHJ82OjxboPj3IyQD77gAIDnwpS9wan6Hop57XFQsmV5i7A3WQSfs8g20jL0aiXHJe7NU5"u8 +
        "u5vYwLiNw3ZkgHfB6M+Rf//ouM/M9fqj82u8vekco4SwzXHsficPuQ3ypFCdtHn9NQZSDEqUg0quKo08ezQHoSRyr26eZFm27QSueIKk"u8 +
        "E/l+PzdgmBsNzGYLWXatNrId2O32YRhF797FHQcSOcopOPddboWnASxl/mow9mBz2Kc+paL9+yFjZf+G/ab0voGwjSCnXCZw7hz5LMCC"u8 +
        "57xreGy/E2hHQCMZnB0JDURHBhKRhYUHgmAw2YCgADAUccHZQIPAK90c4jsynbDd12r+m5S8//jtx+//4SGruuVUGF2zcXWE5OeDoaEu"u8 +
        "wyjL8hAx5gZRyMmHJC0nOCnN+n2vTNPFootv6DwWICNkmZdhQ0z1lyBgRXKgEkShEtQJkZCSYc6wwsloQzphNgIy94OEs0BlNshAWG31"u8 +
        "1ZM6a1IwvbhgySq4DVld1DuM6aMUuRrsN60UWNnCHulh5T5WTXGkB4rMegBLDWq/dUHvzHe4bAdwxkbFJnd+LqL82f4POeXr5lm/TFLy"u8 +
        "srGdqQRcdXz4ccEvCLwELx/6FEnr/5Om+vPcbqMC+ukpH6Xzdbc/my9CUdGtSXQEtGTObmVtumwMFxWomCFOUi3RdAez2fZwvrZRMH64"u8 +
        "rXJVf2C2N3GuJCpa0IupAUl2gnG8bogrUKxZDt3Gq0BmAzrnTVbSXm6Mmg4gSd4frSKKyVdYDb073W4UJ+0r9UZLM2wUDPaT8IGiGH2x"u8 +
        "qlSbkm+BTLFcs+z+4D4+JDiK4hogiiVWNNxJ+MTFFISKajvtICEbMVFW9tU6b8UUU+IgL9tOf7GIYlplDHsaX25QGXa6vqmvwZiiKg2/"u8 +
        "qHD7RbyskOkcR1ouKj/3we/PVmGYJMdrGL+ML+aMz5vJ5UqlWl1/UZbleEXVDNNuI/WZnU436L1OxC84miyX6/Vmu1/6RQ9J7eUIkCTe"u8 +
        "JA3Telkul88Xik1PJBTVjz0ejHYnE9C2Z1bR0ozaLxzhsqA/GI/nTUrWw3XdWW/fzX6/IfkHJknOTy+ispaeHlXqPT0Fj75GzlqgA09K"u8 +
        "AaFpKdQDKgDnpKkdEkeJaKwtPB0OCRpIeckcWmjCSQacVBhdwP7uRdyK3cbqh5PKp6wvwT9p3ndz8XPYZMhU3Mhps612fvFy+74+hXi+"u8 +
        "dj9F0LMYziz6o5JlXVVlVupwCYUf6tnUHfKPl6raQMQ+vOKGfn1qv54fD72fdWlDSZqBovSqaqhpe2PixmBZf/cxDGyONx/2URF9rULe"u8 +
        "qxsfkOLuW+jcpZFn2mKZvftDnxtZfT6g3D+/QKnsdX2uHPV2pVPAeZkHnMFSVfJ9gIGzyTFaowlAWAZ0c9tAHUaF0KHSEZZqrRpRQMiY"u8 +
        "giXG/IZC1Q7rBRSf4cF61CZSwVESrqeoyamJbIqtiq00VIcd7OB3FSzPNmxPBQfvSPUSqq2To6OTYg+pcyY7fNjZxYVUTc2VUMD19IKu"u8 +
        "bp5u6m5e2N0NGuhTh21UHPVginseBEJq1RNVoh2cJ7fvpaHhddyLFninPjI+oXgZXxJNX1bQ9PNT8PP31/JVNCmUAP9kwwB4ZS1NAwNV"u8 +
        "LA3SCpIFg9WCtUPQEIkp0RTWDNUO7QjLdMLCw3V0QVIYXVeXHkGoE1HC1UikIcMak5mYMpkkm0mKoqYuy5KpxaOtrW109aJtbCgUNlaP"u8 +
        "VM8+hpYelUOtKUc/ltfs7OISa+AaF2fgFm8QH5/gmWCYkJho6O3NCkk+SUnJvn7J9pzKLTnFKMUlIEBZOXV0yShVQtvUg0JS0xqnz88V"u8 +
        "Ghb6YcmnT6cz0+lkMj2C/J/bK9uybZEzz5Cx0bFf4zMqa2RsfO5c1vn450h9EhL+AuJpevplb2Zm5/TJrlzNumZ27YLZdfcbdxY0N79x"u8 +
        "1fzqTY64dtMi96Us8vMLCiwtC+9YFt29e8vqOdPH3vvP+B4SL6cURASyb+JB5SOMCLA8ehIOUPhJKysSXkPqHMS5v87JqWcknMRbOmtr"u8 +
        "5kbiZbYYaho4iiaiavwMaqzNXF8zvbdAZyxmF01hlaPlUcUurXYJjfhKF7eEyE70yLAP4tWPLJ6DMwixLCv3f1SS0yhL6Vapaw6rj2tO"u8 +
        "ZK3K+Rr8zo4/TkfnUC/q6lx/DO7OrWbnPywsS1JJWVBLmgZifdOfAYAiECaRpVzg9BRc54LrZX+1NmjDwDD+BUO3KCsSMsocFegol4Ze"u8 +
        "jh3FgiFmJrEmyeBLsVqt2ZROwIRGPQQTGhoaGhovPOfg9ytESVlWVV03egLiZ/OJJzNRfGfVjw9JkhUUZSTuuI4+3NaMrH3YcVz3+s0+"u8 +
        "4HZ2zFy+mnOMLaJRmuJpfotatFrtNtDsdDDbDeHw4B493wc/GDSwwyYjz7htdJsL5tmZGxTFXOs63e33WzmNJ6NVoR9lHL1eOSX0Nnhi"u8 +
        "l0llZrnIer3ZbLfNfJjZjCOdyXHjR1cQRQmSJONLlDemqKqm6bphmpZtAxAEQcUOHiWNUJvtAd9qH5AygusQhhhcEcXx6QxUf0uvUHeg"u8 +
        "mituN7g6eAzBjjcksK00y3I9HDmKqCwrTpzlEnG5cmvcX1f9LsFo61RDeg8GYkGbg855I29aC43ERtQTBhQXD5+AkIiYhJSMXIoClzzF"u8 +
        "YtMVNegMmm07NN/nh2AcGCdilWaXh31hcVd3c1/ucMXRp6kZc8vRD9bXCiKSrOrem3PufQ8IgkP6N8rbThSwTWn1V7e6zR3c0Z22ZjzJ"u8 +
        "NkcYr7JeS44nftR/OUcs23ZQb38hz/N5U5AoIR9xIIY6Kc5bKQEE8CYUgKcEehHSG/ZkdnjO8NbJghz/WyR/PIEiKlSqB1zBy17lTgoR"u8 +
        "/5qqPV9gJHOnGgR6kuaXrxhV/I2hU9Wof3K6NIII2u+cIdjWJbgcjZ46jbdHxDGTm8B0JzPsaD5t3hKO2Qok1pu69NkQUhizvcGuju+K"u8 +
        "Peo76YAKHRxcPHwCwvpfrTXG8oHrzRN+ouWJxuvv4PIcNUGjoOSOUAHkB/j/o05Amw4Ig7r0OiCUAUNGjJlURHOnC0ZGZUuAzwr9ePZq"u8 +
        "zZoN25Adew4c09MJbXTPD67T6NK7Sr+Py5aBMGPAkBFjJkyZMWfR1Z5KJMuDweEs2nL+C3h8HsdxXc9LRSGiKNPECM/zzvVWBheGn89B"u8 +
        "KscL5HDYjNwNg7HzJ6ZpGAzWUCwbBoPBYDAYDAaDwWCgIje/ZgkzVHXdNG3X9f1QmxsGAzAiyX1cnNNrh1NPdnBnc92j8uQko1rlHAaD"u8 +
        "wfBArsJPjDIivjatYtUxvE5iv3ouu1BentugjC7eRC+b12q6MFhjnxtCu1BInvNQ9ZxdPr5aUsXHkBKF4ni2BWLml8kmasEsHBmMlweH"u8 +
        "VxgP/7BY7jy2jjBkKsss+zwBhScosf/suQCwFuoihQ9y9zp7rwAEnrPGmpRe4zP/hXsZ+uSmx5MetWx/URFJBgjqQMVeqVPTOdnD2Xp5"u8 +
        "Uq8JfdTWJeC6oYN2Hxxng+LvhGiLSt5Em72WVjvMH+r2YEG7TF+N2T+BeVkOg562NrYMRkivrEuJoJo9qA8hDoyek8zMmwEaHM33CwB9"u8 +
        "h9RJsTXMKgTSSFU5Qk3hb2tC7LMUvEmxkCgmBHLsJZAke8Rxih1Iqio1W7DdAmF6JATJHd+LCmdQvGBoguX1wgE40qZlf+rWFvSKdkkq"u8 +
        "b/gIcyKyUFTCDQ4nCUaGYDYruCBOEfVniBjWAUEQBEFMR1r0ObiBzV/5m4TG5rnMh3dGiiE/EAThYg8EQRDkiTFM9Ac+grkFKLIcw4c8"u8 +
        "iS2bTroQVjc3cEM3cmP35J7di3t1b/ReQvAHqR9R+9C1Hp7/XWxF/U5DcpkdgiBIPQwr7rg0D0EQBEEQ5Mnr1KCmuMRnd8AVa7Sklbh4"u8 +
        "5hntaE8HOpIJJrmd9jxf5YGrvFYFY7T4uCzMv0vHWQQJOxQNEARBwZyQ+GEUljFvhM3k0sKP1mq10VmYmH6FBfYhIQEEQdBHg8DzcX0L"u8 +
        "DAPTIkex2OOZ7YFIu6LB0hLcL8dVHSHdoNLkdbjii1LA6wRKojVt/igLAhtlbf7gcN+/XoqKiyMt9DDrE8NLEQjnAMMEQZAvzEnOa7C4"u8 +
        "DUEQBDkeDBMLBgzhBQvLx1DUq8rzehGs4J6HazRtSYY5HO55sxU5b1dRazzpOS+AVt09r3tTlK0JaOse6MMLoMUBDKcXAIByt+6e7LxY"u8 +
        "X8ECjuVgqvAQRYHjgCRM9m5CPuz9ci3Xdh3Xdb1+vjWHzQ3csBzNe4w3x8xNHgY04WZu7hZu6VZu7TZlnDlGqzMCXeBbebQymjOJVSDq"u8 +
        "Mco4O+Rijf+EknSsLvn3jbChGNm8v1H/HWvNIf5YcSdIimZzuLw9dP2m6pN/367vn3f/pk+rTYT0lcZQWUUcaxtcz0It7ljYOLh4+ASE"u8 +
        "RJnN+PI6BClJVEY3CIIgSxfkpdmgzG4QV/jR4U2wREkkuaEkqE1bTALZTOgYYtYyKttgiFzcyCKgUVBS0aBJi7Z0eqUiKWkrG+kFs851"u8 +
        "epC5hYZ782wckdpTUtrtTvdcOq65BtUFwxTBH7nHAQ14A4ZAWFuaAOIaZUjmQRAEQZAnr9MHSaqCWKMgh7ZWbt7EPwHAUggq8QYAAKgS"u8 +
        "HABIrgAOLEjz8Q8qowqtICAoiRkAAAAApDXUAiy1AOp4OBFNY7S7ADqnK7oFHACCfdB7pVt6CJCgFki0pAewYzJ60y0VOE6Zq8LE/Prg"u8 +
        "n+Suj2HQsTtH9ZnF16AaTLGjdn8MR3a174D8a5d66seRPIKPBwjSJ9Chu1APGObHZ02uP6kzM8zd41DAHA2P/kCzmsBgxXSOj+LxYzCD"u8 +
        "AuavDGShnPcAMtg2hBfbEF5sQzwWoF6Xu5XSrayOnwWYcVpgVmHxlEUneBuSB7786fhbEiII/CjXthI29k03GW8KwgYtbLoWortBQq/M"u8 +
        "y8x870H8GfXelfjT034JgR92GlX6iIdDmjDq6ptG5MeABABEEEbHud1zI9ggHjCZQ+KHYU7ykL/j6nsxNqQujqkPVawcTE/YgeFiCLqL"u8 +
        "8RIpE8lTHSJwHqYWY2YOxo3gFm+8dTtAt8FwTK7ltw8ZW0fp5v+s/fs6TPgpuPpABD8YBpOnM5Zye8bNnQzTRE2meI7URA0TDjas30ww"u8 +
        "KTSSrJwUusvH0EEVNoIjrhQ+s0HBBcPAKyaAYzEu2tC8bTFG8AZjB6eL9mNsQrcmY2/G/YbjJxFGIOkbzaDZmhlX/FZh0vd3e26PZH7y"u8 +
        "wPjdVZms1akB8bdEXsefXBXh7wjHavhNGBv1/MPjZfTPqr+3UwKALHRoBHFPKv29OdzkAVNErE/EtvIidW8OiqrJkDik+dQuu+H9L5pi"u8 +
        "ADzxW4ss5kQrtZ5oVVXua6g44E6aNlN1qk8LtVLWZzZ05jHPVROs7DStR6nLy0Q7kRg7CwRfqIvQZqalWWFPkuBgAAFZiw4+Li3J7269"u8 +
        "Wq68kNGEIzdrawGLXCad1b8/DOcAwAuRpluNFdCBdTOKiFCOkBc7vwaieMMBuYhqjdrpVdcQpaIFRJX+1CQpjBmkQM3ti9XqqNI0QofM"u8 +
        "PsXBMSL3QvLTHMPPC+77ErRFfXzT6pMrVfvHxpzK0Ser/5GhLOIjtOBJ4Mn/NwNA2/j1ZowtcUhHWv8RaeaM//Qcyw3Te5xZrX3n/wz2"u8 +
        "WYXftpCaVNOox23MGUJvouVhaNI2BqDiysTNRcslemci5Vvq+OY49StNdGQCCjYJ9Up5f9PswFlXXaXsABJzuTJQ3LsyDcinmQAXTMtA"u8 +
        "qM2/5Szbf9s04mdG23+78diHqeWn7DYtfAgbPAMKFaMAWh4RKyXzslVHbnhGWBxpEXNgxEikRrXOdTbaNurPEIAmr2OuF5xHGWrCvJrh"u8 +
        "Q2gjimZa4aOHkesovqZxJosfS5hyO/ZYSSkBlZJGT5Yk4SRjcCYuhKnzu1XUOA0LzWeBIoNceD6NCCKMNzqyZHFXHmJoebRqw/Rmqfcj"u8 +
        "IUUpWyyNPhK7ggv/rlvGLXGoXxOx+OuWu7ERNLuIEmoP1ZVVOFz/cWiOjgVbUGEFBSp5iKs5AWEvB6gV+XwmqMV3AvqRoXGQqY98Ha/O"u8 +
        "KegW+pc99LVgRZ9ch6ENSby9Fg4+oAmjz5QZ1osBwEMB/VwsgAI3lHIt+rFAY9C35iFYjQ7mjkiw0w+ZTdJf+FErqGm9MXLN9yIqdcqr"u8 +
        "mFwX/8NU9kCNU5tuXCiN+cBYqg7e+JD9b3ZPmSrfQNlceiMa8rsZmvxt4gpXKRf2hrwpjINh+qNBxUEHgribXhw28UwH06SBZyHxOr0N"u8 +
        "dzaYmqRheZtwpveEAxPGdaRFAIRkiLAUWREW9hIww1VkE4CL7FDsp8ZimSn8ZxIdaZPaQQPsEzUKC16epgblD6u1J+klv40xkv0POlzz"u8 +
        "UWkQ96KwACAA"u8;
}
